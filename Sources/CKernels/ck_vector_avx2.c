// AVX2 with FMA: a vector's 16 chains are two registers, and 2 points meet 2 centroids at a time.

#include "ck_vector_paths.h"

#if defined(__x86_64__)

#include <immintrin.h>
#include <math.h>

#pragma STDC FP_CONTRACT OFF

#define TARGET __attribute__((target("avx2,fma")))

// Adds the chains of the last, incomplete 16 positions, and then the chains up.
TARGET static float finish(__m256 low, __m256 high, const float *a, const float *b, size_t n) {
  float chain[16];
  _mm256_storeu_ps(chain, low);
  _mm256_storeu_ps(chain + 8, high);
  for (size_t j = 0; j < n; j++) chain[j] = fmaf(a[j], b[j], chain[j]);
  return ck_fold_chains(chain);
}

TARGET static float dot(const float *a, const float *b, size_t n) {
  __m256 low = _mm256_setzero_ps(), high = low;
  size_t i = 0;
  for (; i + 16 <= n; i += 16) {
    low = _mm256_fmadd_ps(_mm256_loadu_ps(a + i), _mm256_loadu_ps(b + i), low);
    high = _mm256_fmadd_ps(_mm256_loadu_ps(a + i + 8), _mm256_loadu_ps(b + i + 8), high);
  }
  return finish(low, high, a + i, b + i, n - i);
}

TARGET static float squared_distance(const float *a, const float *b, size_t n) {
  __m256 low = _mm256_setzero_ps(), high = low;
  size_t i = 0;
  for (; i + 16 <= n; i += 16) {
    const __m256 d0 = _mm256_sub_ps(_mm256_loadu_ps(a + i), _mm256_loadu_ps(b + i));
    const __m256 d1 = _mm256_sub_ps(_mm256_loadu_ps(a + i + 8), _mm256_loadu_ps(b + i + 8));
    low = _mm256_fmadd_ps(d0, d0, low);
    high = _mm256_fmadd_ps(d1, d1, high);
  }
  float rest[16];
  size_t left = 0;
  for (; i + left < n; left++) rest[left] = a[i + left] - b[i + left];
  return finish(low, high, rest, rest, left);
}

// The inner products of 2 points and 2 centroids, that of point p and centroid c at 2·p + c.
TARGET static inline void block(const float *x0, const float *x1, const float *c0, const float *c1, size_t stride,
                                float inner[4]) {
  __m256 low00 = _mm256_setzero_ps(), low01 = low00, low10 = low00, low11 = low00;
  __m256 high00 = low00, high01 = low00, high10 = low00, high11 = low00;
  for (size_t d = 0; d < stride; d += 16) {
    const __m256 xl0 = _mm256_loadu_ps(x0 + d), xl1 = _mm256_loadu_ps(x1 + d);
    const __m256 cl0 = _mm256_loadu_ps(c0 + d), cl1 = _mm256_loadu_ps(c1 + d);
    low00 = _mm256_fmadd_ps(xl0, cl0, low00);
    low01 = _mm256_fmadd_ps(xl0, cl1, low01);
    low10 = _mm256_fmadd_ps(xl1, cl0, low10);
    low11 = _mm256_fmadd_ps(xl1, cl1, low11);
    const __m256 xh0 = _mm256_loadu_ps(x0 + d + 8), xh1 = _mm256_loadu_ps(x1 + d + 8);
    const __m256 ch0 = _mm256_loadu_ps(c0 + d + 8), ch1 = _mm256_loadu_ps(c1 + d + 8);
    high00 = _mm256_fmadd_ps(xh0, ch0, high00);
    high01 = _mm256_fmadd_ps(xh0, ch1, high01);
    high10 = _mm256_fmadd_ps(xh1, ch0, high10);
    high11 = _mm256_fmadd_ps(xh1, ch1, high11);
  }
  // Chain j takes in j + 8, j + 4, j + 2, j + 1.
  const __m256 s00 = _mm256_add_ps(low00, high00), s01 = _mm256_add_ps(low01, high01);
  const __m256 s10 = _mm256_add_ps(low10, high10), s11 = _mm256_add_ps(low11, high11);
  const __m256 first = _mm256_add_ps(_mm256_permute2f128_ps(s00, s10, 0x20), _mm256_permute2f128_ps(s00, s10, 0x31));
  const __m256 second = _mm256_add_ps(_mm256_permute2f128_ps(s01, s11, 0x20), _mm256_permute2f128_ps(s01, s11, 0x31));
  const __m256 pairs = _mm256_add_ps(_mm256_shuffle_ps(first, second, 0x44), _mm256_shuffle_ps(first, second, 0xee));
  const __m256 sums = _mm256_add_ps(_mm256_shuffle_ps(pairs, pairs, 0x88), _mm256_shuffle_ps(pairs, pairs, 0xdd));
  // The lower half holds point 0 with centroids 0, 1; the upper half point 1.
  _mm_storel_pi((__m64 *)inner, _mm256_castps256_ps128(sums));
  _mm_storel_pi((__m64 *)(inner + 2), _mm256_extractf128_ps(sums, 1));
}

#include "ck_vector_tile.h"

const ck_vector_path ck_vector_avx2 = {dot, squared_distance, nearest, scores};

#endif
