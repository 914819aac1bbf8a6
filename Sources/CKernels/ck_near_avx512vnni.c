// AVX-512 VNNI: sixty-four bytes times as many, summed in fours.

#include "ck_near_paths.h"

#if defined(__x86_64__)

#include <immintrin.h>

#define TARGET __attribute__((target("avx512f,avx512bw,avx512vnni")))
#define FOUR four
#define NAME ck_sketch_dots_avx512vnni

TARGET static inline __m256i half(__m512i sum) {
  return _mm256_add_epi32(_mm512_castsi512_si256(sum), _mm512_extracti64x4_epi64(sum, 1));
}

TARGET static inline __attribute__((always_inline)) __m128i four(const uint8_t *a, const uint8_t *b, const uint8_t *c, const uint8_t *d,
                                  const int8_t *query, size_t width) {
  __m512i sa = _mm512_setzero_si512(), sb = sa, sc = sa, sd = sa;
  for (size_t k = 0; k < width; k += 64) {
    const __mmask64 there = width - k >= 64 ? ~(__mmask64)0 : ((__mmask64)1 << (width - k)) - 1;
    const __m512i own = _mm512_maskz_loadu_epi8(there, query + k);
    sa = _mm512_dpbusd_epi32(sa, _mm512_maskz_loadu_epi8(there, a + k), own);
    sb = _mm512_dpbusd_epi32(sb, _mm512_maskz_loadu_epi8(there, b + k), own);
    sc = _mm512_dpbusd_epi32(sc, _mm512_maskz_loadu_epi8(there, c + k), own);
    sd = _mm512_dpbusd_epi32(sd, _mm512_maskz_loadu_epi8(there, d + k), own);
  }
  const __m256i both =
      _mm256_hadd_epi32(_mm256_hadd_epi32(half(sa), half(sb)), _mm256_hadd_epi32(half(sc), half(sd)));
  return _mm_add_epi32(_mm256_castsi256_si128(both), _mm256_extracti128_si256(both, 1));
}

#include "ck_near_body.h"

#endif
