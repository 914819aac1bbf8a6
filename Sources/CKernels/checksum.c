#include "include/checksum.h"

#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>

// Gopal et al., Fast CRC Computation for Generic Polynomials Using PCLMULQDQ Instruction (Intel, 2009): 64 bytes are folded
// on by 512 bits in each step, at the end into 128 bits, 64 bits and by Barrett's reduction into 32. The constants are
// the powers of x that section 4 names, of the reflected polynomial.
__attribute__((target("pclmul,sse4.1"))) static uint32_t fold(uint32_t crc, const uint8_t *bytes, size_t count) {
  const __m128i by512 = _mm_set_epi64x(0x01c6e41596, 0x0154442bd4);
  const __m128i by128 = _mm_set_epi64x(0x00ccaa009e, 0x01751997d0);
  const __m128i by64 = _mm_set_epi64x(0, 0x0163cd6124);
  const __m128i barrett = _mm_set_epi64x(0x01f7011641, 0x01db710641);
  const __m128i low32 = _mm_setr_epi32(~0, 0, ~0, 0);
  __m128i x[4];
  for (int k = 0; k < 4; k++) x[k] = _mm_loadu_si128((const __m128i *)bytes + k);
  x[0] = _mm_xor_si128(x[0], _mm_cvtsi32_si128((int)crc));
  bytes += 64, count -= 64;
  for (; count >= 64; bytes += 64, count -= 64) {
    for (int k = 0; k < 4; k++) {
      __m128i next = _mm_loadu_si128((const __m128i *)bytes + k);
      __m128i low = _mm_clmulepi64_si128(x[k], by512, 0x00);
      __m128i high = _mm_clmulepi64_si128(x[k], by512, 0x11);
      x[k] = _mm_xor_si128(_mm_xor_si128(low, high), next);
    }
  }
  __m128i all = x[0];
  for (int k = 1; k < 4; k++) {
    __m128i low = _mm_clmulepi64_si128(all, by128, 0x00);
    __m128i high = _mm_clmulepi64_si128(all, by128, 0x11);
    all = _mm_xor_si128(_mm_xor_si128(low, high), x[k]);
  }
  for (; count >= 16; bytes += 16, count -= 16) {
    __m128i low = _mm_clmulepi64_si128(all, by128, 0x00);
    __m128i high = _mm_clmulepi64_si128(all, by128, 0x11);
    all = _mm_xor_si128(_mm_xor_si128(low, high), _mm_loadu_si128((const __m128i *)bytes));
  }
  all = _mm_xor_si128(_mm_srli_si128(all, 8), _mm_clmulepi64_si128(all, by128, 0x10));
  __m128i high = _mm_srli_si128(all, 4);
  all = _mm_xor_si128(_mm_clmulepi64_si128(_mm_and_si128(all, low32), by64, 0x00), high);
  __m128i quotient = _mm_clmulepi64_si128(_mm_and_si128(all, low32), barrett, 0x10);
  quotient = _mm_clmulepi64_si128(_mm_and_si128(quotient, low32), barrett, 0x00);
  return (uint32_t)_mm_extract_epi32(_mm_xor_si128(all, quotient), 1);
}

size_t ck_crc32_fold(uint32_t *crc, const uint8_t *bytes, size_t count) {
  if (count < 64 || !__builtin_cpu_supports("pclmul") || !__builtin_cpu_supports("sse4.1")) return 0;
  size_t whole = count & ~(size_t)15;
  *crc = ~fold(~*crc, bytes, whole);
  return whole;
}

#elif defined(__aarch64__) && defined(__ARM_FEATURE_CRC32)
#include <arm_acle.h>

size_t ck_crc32_fold(uint32_t *crc, const uint8_t *bytes, size_t count) {
  uint32_t state = ~*crc;
  size_t done = 0;
  for (; done + 8 <= count; done += 8) {
    uint64_t word;
    memcpy(&word, bytes + done, 8);
    state = __crc32d(state, word);
  }
  *crc = ~state;
  return done;
}

#else

size_t ck_crc32_fold(uint32_t *crc, const uint8_t *bytes, size_t count) {
  (void)crc, (void)bytes, (void)count;
  return 0;
}

#endif

static const uint64_t prime1 = 0x9E3779B185EBCA87, prime2 = 0xC2B2AE3D27D4EB4F, prime3 = 0x165667B19E3779F9,
                      prime4 = 0x85EBCA77C2B2AE63, prime5 = 0x27D4EB2F165667C5;

static inline uint64_t rotate(uint64_t value, int bits) { return value << bits | value >> (64 - bits); }

static inline uint64_t load64(const uint8_t *bytes) {
  uint64_t word;
  memcpy(&word, bytes, 8);
  return word;
}

static inline uint64_t mix(uint64_t lane, uint64_t word) { return rotate(lane + word * prime2, 31) * prime1; }

void ck_xxh64_begin(ck_xxh64 *state) {
  memset(state, 0, sizeof *state);
  state->lanes[0] = prime1 + prime2;
  state->lanes[1] = prime2;
  state->lanes[3] = 0 - prime1;
}

void ck_xxh64_add(ck_xxh64 *state, const uint8_t *bytes, size_t count) {
  if (count == 0) return;
  size_t held = state->total & 31;
  state->total += count;
  if (held + count < 32) {
    memcpy(state->held + held, bytes, count);
    return;
  }
  uint64_t a = state->lanes[0], b = state->lanes[1], c = state->lanes[2], d = state->lanes[3];
  if (held > 0) {
    memcpy(state->held + held, bytes, 32 - held);
    bytes += 32 - held, count -= 32 - held;
    a = mix(a, load64(state->held)), b = mix(b, load64(state->held + 8));
    c = mix(c, load64(state->held + 16)), d = mix(d, load64(state->held + 24));
  }
  for (; count >= 32; bytes += 32, count -= 32) {
    a = mix(a, load64(bytes)), b = mix(b, load64(bytes + 8));
    c = mix(c, load64(bytes + 16)), d = mix(d, load64(bytes + 24));
  }
  state->lanes[0] = a, state->lanes[1] = b, state->lanes[2] = c, state->lanes[3] = d;
  memcpy(state->held, bytes, count);
}

uint64_t ck_xxh64_end(const ck_xxh64 *state) {
  uint64_t hash = prime5;
  if (state->total >= 32) {
    const uint64_t *v = state->lanes;
    hash = rotate(v[0], 1) + rotate(v[1], 7) + rotate(v[2], 12) + rotate(v[3], 18);
    for (int k = 0; k < 4; k++) hash = (hash ^ mix(0, v[k])) * prime1 + prime4;
  }
  hash += state->total;
  const uint8_t *bytes = state->held;
  size_t left = state->total & 31;
  for (; left >= 8; bytes += 8, left -= 8) hash = rotate(hash ^ mix(0, load64(bytes)), 27) * prime1 + prime4;
  if (left >= 4) {
    uint32_t word;
    memcpy(&word, bytes, 4);
    hash = rotate(hash ^ word * prime1, 23) * prime2 + prime3;
    bytes += 4, left -= 4;
  }
  for (; left > 0; bytes++, left--) hash = rotate(hash ^ *bytes * prime5, 11) * prime1;
  hash = (hash ^ hash >> 33) * prime2;
  hash = (hash ^ hash >> 29) * prime3;
  return hash ^ hash >> 32;
}
