// NEON: a vector's 16 chains are four registers, and 2 points meet 2 centroids at a time.

#include "ck_vector_paths.h"

#if defined(__aarch64__)

#include <arm_neon.h>
#include <math.h>

#pragma STDC FP_CONTRACT OFF

#define TARGET

// Adds the chains of the last, incomplete 16 positions, and then the chains up.
static float finish(const float32x4_t sum[4], const float *a, const float *b, size_t n) {
  float chain[16];
  for (int q = 0; q < 4; q++) vst1q_f32(chain + 4 * q, sum[q]);
  for (size_t j = 0; j < n; j++) chain[j] = fmaf(a[j], b[j], chain[j]);
  return ck_fold_chains(chain);
}

static float dot(const float *a, const float *b, size_t n) {
  float32x4_t sum[4] = {vdupq_n_f32(0), vdupq_n_f32(0), vdupq_n_f32(0), vdupq_n_f32(0)};
  size_t i = 0;
  for (; i + 16 <= n; i += 16)
    for (int q = 0; q < 4; q++)
      sum[q] = vfmaq_f32(sum[q], vld1q_f32(a + i + 4 * q), vld1q_f32(b + i + 4 * q));
  return finish(sum, a + i, b + i, n - i);
}

static float squared_distance(const float *a, const float *b, size_t n) {
  float32x4_t sum[4] = {vdupq_n_f32(0), vdupq_n_f32(0), vdupq_n_f32(0), vdupq_n_f32(0)};
  size_t i = 0;
  for (; i + 16 <= n; i += 16)
    for (int q = 0; q < 4; q++) {
      const float32x4_t difference = vsubq_f32(vld1q_f32(a + i + 4 * q), vld1q_f32(b + i + 4 * q));
      sum[q] = vfmaq_f32(sum[q], difference, difference);
    }
  float rest[16];
  size_t left = 0;
  for (; i + left < n; left++) rest[left] = a[i + left] - b[i + left];
  return finish(sum, rest, rest, left);
}

// Chain j takes in j + 8 and j + 4.
static inline float32x4_t fold(const float32x4_t sum[4]) {
  return vaddq_f32(vaddq_f32(sum[0], sum[2]), vaddq_f32(sum[1], sum[3]));
}

// The inner products of 2 points and 2 centroids, that of point p and centroid c at 2·p + c.
static inline void block(const float *x0, const float *x1, const float *c0, const float *c1, size_t stride,
                         float inner[4]) {
  float32x4_t s00[4], s01[4], s10[4], s11[4];
  for (int q = 0; q < 4; q++) s00[q] = s01[q] = s10[q] = s11[q] = vdupq_n_f32(0);
  for (size_t d = 0; d < stride; d += 16)
#pragma clang loop unroll(full)
    for (int q = 0; q < 4; q++) {
      const float32x4_t xa = vld1q_f32(x0 + d + 4 * q), xb = vld1q_f32(x1 + d + 4 * q);
      const float32x4_t ca = vld1q_f32(c0 + d + 4 * q), cb = vld1q_f32(c1 + d + 4 * q);
      s00[q] = vfmaq_f32(s00[q], xa, ca);
      s01[q] = vfmaq_f32(s01[q], xa, cb);
      s10[q] = vfmaq_f32(s10[q], xb, ca);
      s11[q] = vfmaq_f32(s11[q], xb, cb);
    }
  // Chain j takes in j + 2, then j + 1.
  const float32x4_t f00 = fold(s00), f01 = fold(s01), f10 = fold(s10), f11 = fold(s11);
  const float32x2_t p00 = vadd_f32(vget_low_f32(f00), vget_high_f32(f00));
  const float32x2_t p01 = vadd_f32(vget_low_f32(f01), vget_high_f32(f01));
  const float32x2_t p10 = vadd_f32(vget_low_f32(f10), vget_high_f32(f10));
  const float32x2_t p11 = vadd_f32(vget_low_f32(f11), vget_high_f32(f11));
  vst1_f32(inner, vpadd_f32(p00, p01));
  vst1_f32(inner + 2, vpadd_f32(p10, p11));
}

#include "ck_vector_tile.h"

const ck_vector_path ck_vector_neon = {dot, squared_distance, nearest, scores};

#endif
