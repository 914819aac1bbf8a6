// The dot products with registers of 512 bits. The file that includes this one defines MULTIPLY_ADD.

INLINE void block_dots(
    const ck_patch_encoder *e, const int16_t *image, int32_t *out, const int32_t block, const int count) {
  enum { GROUP = 6, MOST = 4 };
  const int32_t pairs = (e->patch * e->channels + 1) / 2;
  const size_t row = (size_t)e->size * (size_t)e->channels, step = (size_t)(e->stride * e->channels);
  const size_t outputs = (size_t)LANES * (size_t)(e->filter_blocks + e->white_blocks);
  for (int32_t p = 0; p < TILE; p += GROUP) {
    __m512i sums[GROUP][MOST];
#pragma clang loop unroll(full)
    for (int g = 0; g < GROUP; g++) {
#pragma clang loop unroll(full)
      for (int b = 0; b < count; b++) sums[g][b] = _mm512_setzero_si512();
    }
    const int16_t *weights = e->weights + 2 * LANES * (size_t)block;
    for (int32_t y = 0; y < e->patch; y++) {
      const int16_t *line = image + (size_t)y * row + (size_t)p * step;
      for (int32_t k = 0; k < pairs; k++) {
        __m512i w[MOST];
#pragma clang loop unroll(full)
        for (int b = 0; b < count; b++) w[b] = _mm512_loadu_si512(weights + 2 * LANES * b);
#pragma clang loop unroll(full)
        for (int g = 0; g < GROUP; g++) {
          int32_t pair;
          memcpy(&pair, line + (size_t)g * step + 2 * k, sizeof pair);
          const __m512i pixels = _mm512_set1_epi32(pair);
#pragma clang loop unroll(full)
          for (int b = 0; b < count; b++) sums[g][b] = MULTIPLY_ADD(sums[g][b], w[b], pixels);
        }
        weights += 2 * outputs;
      }
    }
#pragma clang loop unroll(full)
    for (int g = 0; g < GROUP; g++) {
#pragma clang loop unroll(full)
      for (int b = 0; b < count; b++) {
        _mm512_storeu_si512(out + (size_t)(p + g) * outputs + LANES * (size_t)(block + b), sums[g][b]);
      }
    }
  }
}

INLINE void tile_dots(const ck_patch_encoder *e, const int16_t *image, int32_t *out) {
  const int32_t blocks = e->filter_blocks + e->white_blocks;
  int32_t block = 0;
  for (; block + 4 <= blocks; block += 4) block_dots(e, image, out, block, 4);
  for (; block < blocks; block++) block_dots(e, image, out, block, 1);
}
