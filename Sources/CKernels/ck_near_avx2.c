// AVX2: sixteens of bytes, widened to 16 bits, their products summed in pairs.

#include "ck_near_paths.h"

#if defined(__x86_64__)

#include <immintrin.h>

#define TARGET __attribute__((target("avx2")))
#define FOUR four
#define NAME ck_sketch_dots_avx2

TARGET static inline __m256i more(__m256i sum, const uint8_t *sketch, __m256i query) {
  const __m256i wide = _mm256_cvtepu8_epi16(_mm_loadu_si128((const __m128i *)sketch));
  return _mm256_add_epi32(sum, _mm256_madd_epi16(wide, query));
}

TARGET static inline __attribute__((always_inline)) __m128i four(const uint8_t *a, const uint8_t *b, const uint8_t *c, const uint8_t *d,
                                  const int8_t *query, size_t width) {
  __m256i sa = _mm256_setzero_si256(), sb = sa, sc = sa, sd = sa;
  for (size_t k = 0; k < width; k += 16) {
    const __m256i own = _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)(query + k)));
    sa = more(sa, a + k, own);
    sb = more(sb, b + k, own);
    sc = more(sc, c + k, own);
    sd = more(sd, d + k, own);
  }
  const __m256i both = _mm256_hadd_epi32(_mm256_hadd_epi32(sa, sb), _mm256_hadd_epi32(sc, sd));
  return _mm_add_epi32(_mm256_castsi256_si128(both), _mm256_extracti128_si256(both, 1));
}

#include "ck_near_body.h"

#endif
