// The reference: plain C, one float at a time. fmaf is exact on every machine, if slow where the processor has no
// such instruction.

#include "ck_vector_paths.h"

#include <math.h>

#pragma STDC FP_CONTRACT OFF

static float dot(const float *a, const float *b, size_t n) {
  float chain[16] = {0};
  for (size_t i = 0; i < n; i++) chain[i % 16] = fmaf(a[i], b[i], chain[i % 16]);
  return ck_fold_chains(chain);
}

static float squared_distance(const float *a, const float *b, size_t n) {
  float chain[16] = {0};
  for (size_t i = 0; i < n; i++) {
    const float difference = a[i] - b[i];
    chain[i % 16] = fmaf(difference, difference, chain[i % 16]);
  }
  return ck_fold_chains(chain);
}

static void scores(const float *points, const int32_t *rows, size_t count, const float *centroids,
                   const float *norms, size_t centroid_count, size_t stride, float *result) {
  for (size_t i = 0; i < count; i++) {
    const float *x = ck_row(points, rows, i, stride);
    for (size_t j = 0; j < centroid_count; j++)
      result[i * centroid_count + j] = fmaf(-2.0f, dot(x, centroids + j * stride, stride), norms[j]);
  }
}

static void nearest(const float *points, const int32_t *rows, size_t count, const float *centroids,
                    const float *norms, size_t centroid_count, size_t stride, int32_t *index, float *score) {
  for (size_t i = 0; i < count; i++) {
    const float *x = ck_row(points, rows, i, stride);
    index[i] = -1;
    score[i] = INFINITY;
    for (size_t j = 0; j < centroid_count; j++) {
      const float s = fmaf(-2.0f, dot(x, centroids + j * stride, stride), norms[j]);
      if (s < score[i]) {
        score[i] = s;
        index[i] = (int32_t)j;
      }
    }
  }
}

const ck_vector_path ck_vector_plain = {dot, squared_distance, nearest, scores};
