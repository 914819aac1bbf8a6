#include "include/bytestream_encode.h"

#include <string.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

void ck_byte_stream_split_4(const uint8_t *values, size_t count, uint8_t *streams) {
  uint8_t *a = streams, *b = a + count, *c = b + count, *d = c + count;
  size_t i = 0;
#if defined(__SSE2__)
  // Four rounds of interleaving the halves of four registers bring the bytes of sixteen values into four streams.
  for (; i + 16 <= count; i += 16) {
    const __m128i *from = (const __m128i *)(values + 4 * i);
    __m128i v0 = _mm_loadu_si128(from), v1 = _mm_loadu_si128(from + 1);
    __m128i v2 = _mm_loadu_si128(from + 2), v3 = _mm_loadu_si128(from + 3);
    for (int round = 0; round < 4; round++) {
      __m128i t0 = _mm_unpacklo_epi8(v0, v2), t1 = _mm_unpackhi_epi8(v0, v2);
      __m128i t2 = _mm_unpacklo_epi8(v1, v3), t3 = _mm_unpackhi_epi8(v1, v3);
      v0 = t0, v1 = t1, v2 = t2, v3 = t3;
    }
    _mm_storeu_si128((__m128i *)(a + i), v0);
    _mm_storeu_si128((__m128i *)(b + i), v1);
    _mm_storeu_si128((__m128i *)(c + i), v2);
    _mm_storeu_si128((__m128i *)(d + i), v3);
  }
#endif
  for (; i < count; i++) {
    a[i] = values[4 * i];
    b[i] = values[4 * i + 1];
    c[i] = values[4 * i + 2];
    d[i] = values[4 * i + 3];
  }
}

void ck_byte_stream_split_8(const uint8_t *values, size_t count, uint8_t *streams) {
  // Eight values at a time as an 8 x 8 matrix of bytes, turned by exchanging ever smaller blocks (Warren, Hacker's Delight,
  // 2nd edition, section 7-3).
  size_t i = 0;
  for (; i + 8 <= count; i += 8) {
    uint64_t row[8];
    memcpy(row, values + 8 * i, 64);
    for (int k = 0; k < 4; k++) {
      uint64_t low = row[k], high = row[k + 4];
      row[k] = (low & 0x00000000FFFFFFFF) | (high << 32);
      row[k + 4] = (low >> 32) | (high & 0xFFFFFFFF00000000);
    }
    for (int block = 0; block < 8; block += 4) {
      for (int k = block; k < block + 2; k++) {
        uint64_t low = row[k], high = row[k + 2];
        row[k] = (low & 0x0000FFFF0000FFFF) | ((high & 0x0000FFFF0000FFFF) << 16);
        row[k + 2] = ((low >> 16) & 0x0000FFFF0000FFFF) | (high & 0xFFFF0000FFFF0000);
      }
    }
    for (int k = 0; k < 8; k += 2) {
      uint64_t low = row[k], high = row[k + 1];
      row[k] = (low & 0x00FF00FF00FF00FF) | ((high & 0x00FF00FF00FF00FF) << 8);
      row[k + 1] = ((low >> 8) & 0x00FF00FF00FF00FF) | (high & 0xFF00FF00FF00FF00);
    }
    for (int k = 0; k < 8; k++) memcpy(streams + (size_t)k * count + i, row + k, 8);
  }
  for (; i < count; i++)
    for (size_t k = 0; k < 8; k++) streams[k * count + i] = values[8 * i + k];
}

uint64_t ck_byte_collisions(const uint8_t *bytes, size_t count, size_t *sampled) {
  enum { stretches = 8, length = 256 };
  uint32_t histogram[2][256] = {{0}};
  size_t taken = 0;
  if (count <= stretches * length) {
    for (size_t i = 0; i < count; i++) histogram[i & 1][bytes[i]]++;
    taken = count;
  } else {
    size_t step = (count - length) / (stretches - 1);
    for (size_t s = 0; s < stretches; s++)
      for (size_t i = 0; i < length; i++) histogram[i & 1][bytes[s * step + i]]++;
    taken = stretches * length;
  }
  uint64_t sum = 0;
  for (size_t i = 0; i < 256; i++) {
    uint64_t times = histogram[0][i] + histogram[1][i];
    sum += times * times;
  }
  *sampled = taken;
  return sum;
}
