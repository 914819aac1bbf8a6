#if defined(__x86_64__)
#include <immintrin.h>

#define CK_PATCH_TARGET __attribute__((target("avx2")))
#include "patch_body.h"

INLINE void tile_dots(const ck_patch_encoder *e, const int16_t *image, int32_t *out) {
  const int32_t blocks = e->filter_blocks + e->white_blocks;
  const int32_t pairs = (e->patch * e->channels + 1) / 2;
  const size_t row = (size_t)e->size * (size_t)e->channels, step = (size_t)(e->stride * e->channels);
  const size_t outputs = (size_t)LANES * (size_t)blocks;
  enum { GROUP = 4 };
  for (int32_t p = 0; p < TILE; p += GROUP) {
    for (int32_t b = 0; b < blocks; b++) {
      __m256i low[GROUP], high[GROUP];
      for (int g = 0; g < GROUP; g++) low[g] = high[g] = _mm256_setzero_si256();
      const int16_t *weights = e->weights + 2 * LANES * (size_t)b;
      for (int32_t y = 0; y < e->patch; y++) {
        const int16_t *line = image + (size_t)y * row + (size_t)p * step;
        for (int32_t k = 0; k < pairs; k++) {
          const __m256i w0 = _mm256_loadu_si256((const __m256i *)weights);
          const __m256i w1 = _mm256_loadu_si256((const __m256i *)(weights + LANES));
#pragma clang loop unroll(full)
          for (int g = 0; g < GROUP; g++) {
            int32_t pair;
            memcpy(&pair, line + (size_t)g * step + 2 * k, sizeof pair);
            const __m256i pixels = _mm256_set1_epi32(pair);
            low[g] = _mm256_add_epi32(low[g], _mm256_madd_epi16(w0, pixels));
            high[g] = _mm256_add_epi32(high[g], _mm256_madd_epi16(w1, pixels));
          }
          weights += 2 * outputs;
        }
      }
      for (int g = 0; g < GROUP; g++) {
        int32_t *dots = out + (size_t)(p + g) * outputs + LANES * (size_t)b;
        _mm256_storeu_si256((__m256i *)dots, low[g]);
        _mm256_storeu_si256((__m256i *)(dots + 8), high[g]);
      }
    }
  }
}

CK_PATCH_TARGET void ck_patch_encode_avx2(
    const ck_patch_encoder *e, const uint8_t *pixels, float *features, void *scratch) {
  encode_body(e, pixels, features, scratch);
}

int ck_patch_supports_avx2(void) { return __builtin_cpu_supports("avx2"); }
#endif
