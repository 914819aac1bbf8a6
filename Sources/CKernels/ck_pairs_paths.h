#ifndef CK_PAIRS_PATHS_H
#define CK_PAIRS_PATHS_H

// What each instruction set implements for ck_pairs.c: the loops of ck_pairs_body.h, compiled for it.

#include "include/ck_pairs.h"

typedef struct {
  ptrdiff_t (*least)(const float *values, const float *gone, size_t n, float *least);
  void (*join_costs)(const float *costs_a, const float *costs_b, const float *sizes, float a, float b, float height,
                     size_t n, float *result);
  void (*add_rows)(float *sum, const float *values, size_t n);
  void (*lessen)(float *least, int32_t *at, const float *sums, float inertia, float weight, int32_t cluster, size_t n);
} ck_pairs_path;

extern const ck_pairs_path ck_pairs_plain;
#if defined(__x86_64__)
extern const ck_pairs_path ck_pairs_avx2;
extern const ck_pairs_path ck_pairs_avx512;
#endif

#endif
