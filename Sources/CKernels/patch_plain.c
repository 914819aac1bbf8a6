#include "patch_body.h"

// Without intrinsics: any processor, any compiler.
INLINE void tile_dots(const ck_patch_encoder *e, const int16_t *image, int32_t *out) {
  const int32_t blocks = e->filter_blocks + e->white_blocks;
  const int32_t pairs = (e->patch * e->channels + 1) / 2;
  const size_t row = (size_t)e->size * (size_t)e->channels, step = (size_t)(e->stride * e->channels);
  const size_t outputs = (size_t)LANES * (size_t)blocks;
  for (int32_t p = 0; p < TILE; p++) {
    for (int32_t b = 0; b < blocks; b++) {
      int32_t sums[LANES] = {0};
      const int16_t *weights = e->weights + 2 * LANES * (size_t)b;
      for (int32_t y = 0; y < e->patch; y++) {
        const int16_t *line = image + (size_t)y * row + (size_t)p * step;
        for (int32_t k = 0; k < pairs; k++) {
          const int16_t pair[2] = {line[2 * k], line[2 * k + 1]};
          for (int lane = 0; lane < LANES; lane++) {
            sums[lane] += (int32_t)weights[2 * lane] * pair[0] + (int32_t)weights[2 * lane + 1] * pair[1];
          }
          weights += 2 * outputs;
        }
      }
      memcpy(out + (size_t)p * outputs + LANES * (size_t)b, sums, sizeof sums);
    }
  }
}

void ck_patch_encode_plain(const ck_patch_encoder *e, const uint8_t *pixels, float *features, void *scratch) {
  encode_body(e, pixels, features, scratch);
}

size_t ck_patch_scratch(const ck_patch_encoder *e) { return divide_scratch(e, NULL).bytes; }
