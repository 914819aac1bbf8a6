#ifndef CKERNELS_H
#define CKERNELS_H

// The inner loops, in C: the same bits from every processor and instruction set.

#include "bytestream.h"
#include "bytestream_encode.h"
#include "checksum.h"
#include "ck_math.h"
#include "ck_measures.h"
#include "ck_near.h"
#include "ck_pairs.h"
#include "ck_vector.h"
#include "convnet.h"
#include "patch.h"
#include "scan.h"

#endif
