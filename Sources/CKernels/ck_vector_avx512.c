// AVX-512: a chain is a lane, so a vector's 16 chains are one register, and 4 points meet 4 centroids at a time.

#include "ck_vector_paths.h"

#if defined(__x86_64__)

#include <immintrin.h>
#include <math.h>

#pragma STDC FP_CONTRACT OFF

#define TARGET __attribute__((target("avx512f,avx2,fma")))

// Adds the chains of the last, incomplete 16 positions, and then the chains up.
TARGET static float finish(__m512 sum, const float *a, const float *b, size_t i, size_t n) {
  float chain[16];
  _mm512_storeu_ps(chain, sum);
  for (size_t j = 0; i + j < n; j++) chain[j] = fmaf(a[i + j], b[i + j], chain[j]);
  return ck_fold_chains(chain);
}

TARGET static float dot(const float *a, const float *b, size_t n) {
  __m512 sum = _mm512_setzero_ps();
  size_t i = 0;
  for (; i + 16 <= n; i += 16) sum = _mm512_fmadd_ps(_mm512_loadu_ps(a + i), _mm512_loadu_ps(b + i), sum);
  return finish(sum, a, b, i, n);
}

TARGET static float squared_distance(const float *a, const float *b, size_t n) {
  __m512 sum = _mm512_setzero_ps();
  size_t i = 0;
  for (; i + 16 <= n; i += 16) {
    const __m512 difference = _mm512_sub_ps(_mm512_loadu_ps(a + i), _mm512_loadu_ps(b + i));
    sum = _mm512_fmadd_ps(difference, difference, sum);
  }
  float rest[16];
  size_t left = 0;
  for (; i + left < n; left++) rest[left] = a[i + left] - b[i + left];
  return finish(sum, rest, rest, 0, left);
}

// The 16 inner products of 4 points and 4 centroids, that of point p and centroid c in lane 4·p + c.
TARGET static inline __m512 block(const float *const x[4], const float *const c[4], size_t stride) {
  __m512 sum[16];  // that of point p and centroid c at 4·c + p
  for (int i = 0; i < 16; i++) sum[i] = _mm512_setzero_ps();
  for (size_t d = 0; d < stride; d += 16) {
    const __m512 x0 = _mm512_loadu_ps(x[0] + d), x1 = _mm512_loadu_ps(x[1] + d);
    const __m512 x2 = _mm512_loadu_ps(x[2] + d), x3 = _mm512_loadu_ps(x[3] + d);
#pragma clang loop unroll(full)
    for (int j = 0; j < 4; j++) {
      const __m512 y = _mm512_loadu_ps(c[j] + d);
      sum[4 * j] = _mm512_fmadd_ps(x0, y, sum[4 * j]);
      sum[4 * j + 1] = _mm512_fmadd_ps(x1, y, sum[4 * j + 1]);
      sum[4 * j + 2] = _mm512_fmadd_ps(x2, y, sum[4 * j + 2]);
      sum[4 * j + 3] = _mm512_fmadd_ps(x3, y, sum[4 * j + 3]);
    }
  }
  // Chain j takes in j + 8, j + 4, j + 2, j + 1: two registers become one at each step.
  __m512 quarter[4];
#pragma clang loop unroll(full)
  for (int j = 0; j < 4; j++) {
    const __m512 a = sum[4 * j], b = sum[4 * j + 1], e = sum[4 * j + 2], f = sum[4 * j + 3];
    const __m512 ab = _mm512_add_ps(_mm512_shuffle_f32x4(a, b, 0x44), _mm512_shuffle_f32x4(a, b, 0xee));
    const __m512 ef = _mm512_add_ps(_mm512_shuffle_f32x4(e, f, 0x44), _mm512_shuffle_f32x4(e, f, 0xee));
    quarter[j] = _mm512_add_ps(_mm512_shuffle_f32x4(ab, ef, 0x88), _mm512_shuffle_f32x4(ab, ef, 0xdd));
  }
  const __m512 low = _mm512_add_ps(_mm512_shuffle_ps(quarter[0], quarter[1], 0x44),
                                   _mm512_shuffle_ps(quarter[0], quarter[1], 0xee));
  const __m512 high = _mm512_add_ps(_mm512_shuffle_ps(quarter[2], quarter[3], 0x44),
                                    _mm512_shuffle_ps(quarter[2], quarter[3], 0xee));
  return _mm512_add_ps(_mm512_shuffle_ps(low, high, 0x88), _mm512_shuffle_ps(low, high, 0xdd));
}

// The scores of a block. What lies past the last centroid scores infinity.
TARGET static inline __m512 score_block(const float *const x[4], const float *centroids, const float *norms,
                                        size_t first, size_t centroid_count, size_t stride) {
  const float *c[4];
  float norm[4];
  for (size_t j = 0; j < 4; j++) {
    const size_t index = first + j < centroid_count ? first + j : centroid_count - 1;
    c[j] = centroids + index * stride;
    norm[j] = first + j < centroid_count ? norms[index] : INFINITY;
  }
  const __m512 inner = block(x, c, stride);
  return _mm512_fmadd_ps(_mm512_set1_ps(-2.0f), inner, _mm512_broadcast_f32x4(_mm_loadu_ps(norm)));
}

static inline void point_rows(const float *x[4], const float *points, const int32_t *rows, size_t first,
                              size_t count, size_t stride) {
  for (size_t p = 0; p < 4; p++)
    x[p] = ck_row(points, rows, first + p < count ? first + p : count - 1, stride);
}

enum { TILE = 256 };

TARGET static void nearest(const float *points, const int32_t *rows, size_t count, const float *centroids,
                           const float *norms, size_t centroid_count, size_t stride, int32_t *index,
                           float *score) {
  // 256 points stay in the second-level cache while panels of centroids pass through the first. Lane 4·p + c
  // holds the best of the centroids that are c modulo 4, so the first of equals.
  float best[4 * TILE];
  int32_t best_index[4 * TILE];
  const size_t panel = ck_panel(stride);
  const __m512i lanes = _mm512_broadcast_i32x4(_mm_setr_epi32(0, 1, 2, 3));
  for (size_t start = 0; start < count; start += TILE) {
    const size_t size = count - start < TILE ? count - start : TILE;
    for (size_t i = 0; i < 4 * TILE; i++) best[i] = INFINITY, best_index[i] = -1;
    for (size_t from = 0; from < centroid_count; from += panel) {
      const size_t to = from + panel < centroid_count ? from + panel : centroid_count;
      for (size_t p = 0; p < size; p += 4) {
        const float *x[4];
        point_rows(x, points, rows, start + p, start + size, stride);
        __m512 least = _mm512_loadu_ps(best + 4 * p);
        __m512i at = _mm512_loadu_si512(best_index + 4 * p);
        for (size_t c = from; c < to; c += 4) {
          const __m512 s = score_block(x, centroids, norms, c, centroid_count, stride);
          const __mmask16 less = _mm512_cmp_ps_mask(s, least, _CMP_LT_OQ);
          least = _mm512_mask_mov_ps(least, less, s);
          at = _mm512_mask_add_epi32(at, less, lanes, _mm512_set1_epi32((int32_t)c));
        }
        _mm512_storeu_ps(best + 4 * p, least);
        _mm512_storeu_si512(best_index + 4 * p, at);
      }
    }
    for (size_t p = 0; p < size; p++) {
      float s = best[4 * p];
      int32_t at = best_index[4 * p];
      for (size_t j = 4 * p + 1; j < 4 * p + 4; j++)
        if (best[j] < s || (best[j] == s && best_index[j] >= 0 && best_index[j] < at)) {
          s = best[j];
          at = best_index[j];
        }
      index[start + p] = at;
      score[start + p] = s;
    }
  }
}

TARGET static void scores(const float *points, const int32_t *rows, size_t count, const float *centroids,
                          const float *norms, size_t centroid_count, size_t stride, float *result) {
  float tile[16];
  const size_t panel = ck_panel(stride);
  for (size_t start = 0; start < count; start += TILE) {
    const size_t end = count - start < TILE ? count : start + TILE;
    for (size_t from = 0; from < centroid_count; from += panel) {
      const size_t to = from + panel < centroid_count ? from + panel : centroid_count;
      for (size_t p = start; p < end; p += 4) {
        const float *x[4];
        point_rows(x, points, rows, p, end, stride);
        for (size_t c = from; c < to; c += 4) {
          _mm512_storeu_ps(tile, score_block(x, centroids, norms, c, centroid_count, stride));
          for (size_t i = 0; i < 4 && p + i < end; i++)
            for (size_t j = 0; j < 4 && c + j < to; j++)
              result[(p + i) * centroid_count + c + j] = tile[4 * i + j];
        }
      }
    }
  }
}

const ck_vector_path ck_vector_avx512 = {dot, squared_distance, nearest, scores};

#endif
