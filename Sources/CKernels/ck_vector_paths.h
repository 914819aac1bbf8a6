#ifndef CK_VECTOR_PATHS_H
#define CK_VECTOR_PATHS_H

// What each instruction set implements for ck_vector.c. The file of an instruction set that the compiler does
// not target is empty, and its table is absent.

#include "include/ck_vector.h"

typedef struct {
  float (*dot)(const float *a, const float *b, size_t n);
  float (*squared_distance)(const float *a, const float *b, size_t n);
  void (*nearest)(const float *points, const int32_t *rows, size_t count, const float *centroids,
                  const float *norms, size_t centroid_count, size_t stride, int32_t *nearest, float *score);
  void (*scores)(const float *points, const int32_t *rows, size_t count, const float *centroids,
                 const float *norms, size_t centroid_count, size_t stride, float *scores);
} ck_vector_path;

extern const ck_vector_path ck_vector_plain;
#if defined(__x86_64__)
extern const ck_vector_path ck_vector_avx2;
extern const ck_vector_path ck_vector_avx512;
#elif defined(__aarch64__)
extern const ck_vector_path ck_vector_neon;
#endif

// Adds up 16 chains as ck_vector.h says.
static inline float ck_fold_chains(float chain[16]) {
  for (int width = 8; width > 0; width /= 2)
    for (int j = 0; j < width; j++) chain[j] += chain[j + width];
  return chain[0];
}

// The row to look at as number i.
static inline const float *ck_row(const float *points, const int32_t *rows, size_t i, size_t stride) {
  return points + (rows ? (size_t)rows[i] : i) * stride;
}

// How many centroids pass through the first-level cache together: 32 KiB of them, a multiple of 4.
static inline size_t ck_panel(size_t stride) {
  const size_t rows = stride ? 8192 / stride / 4 * 4 : 4;
  return rows < 4 ? 4 : rows;
}

#endif
