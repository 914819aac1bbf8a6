// Chooses the instruction set; see ck_pairs.h.

#include "ck_pairs_paths.h"

#include "include/ck_vector.h"

#pragma STDC FP_CONTRACT OFF

static const ck_pairs_path *path(void) {
  switch (ck_kernel_in_use()) {
#if defined(__x86_64__)
    case CK_AVX2: return &ck_pairs_avx2;
    case CK_AVX512: return &ck_pairs_avx512;
#endif
    default: return &ck_pairs_plain;
  }
}

// Rows that are compared with the later ones together.
enum { BAND = 64 };

void ck_pair_distances_f32(const float *rows, const float *norms, size_t count, size_t stride, float *scratch,
                           float *distances) {
  for (size_t from = 0; from < count; from += BAND) {
    const size_t to = count - from < BAND ? count : from + BAND;
    const size_t width = count - from;
    ck_scores_f32(rows + from * stride, NULL, to - from, rows + from * stride, norms + from, width, stride, scratch);
    for (size_t i = from; i < to; i++) {
      float *row = scratch + (i - from) * width;
      const float norm = norms[i];
      for (size_t j = i - from; j < width; j++) {
        const float distance = norm + row[j];
        row[j] = distance > 0.0f ? distance : 0.0f;
        distances[i * count + from + j] = row[j];
      }
    }
    for (size_t j = 1; j < width; j++) {
      float *row = distances + (from + j) * count + from;
      const size_t end = j < to - from ? j : to - from;
      for (size_t i = 0; i < end; i++) row[i] = scratch[i * width + j];
    }
  }
}

ptrdiff_t ck_least_f32(const float *values, const float *gone, size_t n, float *least) {
  return path()->least(values, gone, n, least);
}

void ck_join_costs_f32(const float *costs_a, const float *costs_b, const float *sizes, float a, float b, float height,
                       size_t n, float *result) {
  path()->join_costs(costs_a, costs_b, sizes, a, b, height, n, result);
}

void ck_add_rows_f32(float *sum, const float *values, size_t n) { path()->add_rows(sum, values, n); }

void ck_lessen_f32(float *least, int32_t *at, const float *sums, float inertia, float weight, int32_t cluster,
                   size_t n) {
  path()->lessen(least, at, sums, inertia, weight, cluster, n);
}
