// Dot products of four sketches side by side. An instruction set's file includes it, after TARGET, a function attribute, FOUR,
// the sums of four rows, and NAME; it is not a header in its own right.

#include <immintrin.h>

TARGET static inline __attribute__((always_inline)) void dots_of(const uint8_t *sketches, const int32_t *rows,
                                                                  size_t count, const int8_t *query, size_t width,
                                                                  int32_t *dots) {
  for (size_t first = 0; first < count; first += 4) {
    const uint8_t *row[4];
    for (size_t j = 0; j < 4; j++) {
      const size_t place = first + j < count ? first + j : count - 1;
      row[j] = sketches + (rows ? (size_t)rows[place] : place) * width;
      if (rows && place + CK_SKETCH_AHEAD < count)
        for (size_t k = 0; k < width; k += 64)
          _mm_prefetch(sketches + (size_t)rows[place + CK_SKETCH_AHEAD] * width + k, _MM_HINT_T0);
    }
    const __m128i sums = FOUR(row[0], row[1], row[2], row[3], query, width);
    if (count - first >= 4) {
      _mm_storeu_si128((__m128i *)(dots + first), sums);
    } else {
      int32_t last[4];
      _mm_storeu_si128((__m128i *)last, sums);
      for (size_t j = 0; first + j < count; j++) dots[first + j] = last[j];
    }
  }
}

TARGET void NAME(const uint8_t *sketches, const int32_t *rows, size_t count, const int8_t *query, size_t width,
                 int32_t *dots) {
  // Nearly all sketches are as wide as can be: with the width known, the query stays in registers.
  if (width == CK_SKETCH_WIDEST)
    dots_of(sketches, rows, count, query, CK_SKETCH_WIDEST, dots);
  else
    dots_of(sketches, rows, count, query, width, dots);
}
