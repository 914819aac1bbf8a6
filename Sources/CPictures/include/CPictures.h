#ifndef CPICTURES_H
#define CPICTURES_H

#include "cp_jpeg.h"
#include "cp_status.h"
#include "cp_tiff.h"

#endif
