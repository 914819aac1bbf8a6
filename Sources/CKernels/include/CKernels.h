#ifndef CKERNELS_H
#define CKERNELS_H

// The inner loops, in C: the same bits from every processor and instruction set.

#include "ck_math.h"
#include "ck_vector.h"
#if __has_include("patch.h")
#include "patch.h"
#endif

#endif
