#if defined(__ARM_NEON)
#include <arm_neon.h>

#include "patch_body.h"

INLINE void tile_dots(const ck_patch_encoder *e, const int16_t *image, int32_t *out) {
  const int32_t blocks = e->filter_blocks + e->white_blocks;
  const int32_t pairs = (e->patch * e->channels + 1) / 2;
  const size_t row = (size_t)e->size * (size_t)e->channels, step = (size_t)(e->stride * e->channels);
  const size_t outputs = (size_t)LANES * (size_t)blocks;
  enum { GROUP = 4 };
  for (int32_t p = 0; p < TILE; p += GROUP) {
    for (int32_t b = 0; b < blocks; b++) {
      int32x4_t sums[GROUP][4];
      for (int g = 0; g < GROUP; g++) {
        for (int q = 0; q < 4; q++) sums[g][q] = vdupq_n_s32(0);
      }
      const int16_t *weights = e->weights + 2 * LANES * (size_t)b;
      for (int32_t y = 0; y < e->patch; y++) {
        const int16_t *line = image + (size_t)y * row + (size_t)p * step;
        for (int32_t k = 0; k < pairs; k++) {
          const int16x8x2_t w0 = vld2q_s16(weights), w1 = vld2q_s16(weights + LANES);
#pragma clang loop unroll(full)
          for (int g = 0; g < GROUP; g++) {
            const int16_t *pair = line + (size_t)g * step + 2 * k;
            for (int half = 0; half < 2; half++) {
              const int16x4_t pixel = vdup_n_s16(pair[half]);
              sums[g][0] = vmlal_s16(sums[g][0], vget_low_s16(w0.val[half]), pixel);
              sums[g][1] = vmlal_s16(sums[g][1], vget_high_s16(w0.val[half]), pixel);
              sums[g][2] = vmlal_s16(sums[g][2], vget_low_s16(w1.val[half]), pixel);
              sums[g][3] = vmlal_s16(sums[g][3], vget_high_s16(w1.val[half]), pixel);
            }
          }
          weights += 2 * outputs;
        }
      }
      for (int g = 0; g < GROUP; g++) {
        int32_t *dots = out + (size_t)(p + g) * outputs + LANES * (size_t)b;
        for (int q = 0; q < 4; q++) vst1q_s32(dots + 4 * q, sums[g][q]);
      }
    }
  }
}

void ck_patch_encode_neon(const ck_patch_encoder *e, const uint8_t *pixels, float *features, void *scratch) {
  encode_body(e, pixels, features, scratch);
}
#endif
