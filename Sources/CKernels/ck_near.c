// Passes over vectors and scores; see ck_near.h. Blocks of 16 that hold nothing are passed over without a branch an element,
// which compilers make as wide as the processor they build for.

#include "ck_near_paths.h"
#include "include/ck_vector.h"

#include <math.h>

#pragma STDC FP_CONTRACT OFF

enum { BLOCK = 16 };

double ck_unit_f32(const float *x, size_t n, float *unit) {
  double chain[8] = {0};
  size_t i = 0;
  for (; i + 8 <= n; i += 8)
    for (size_t j = 0; j < 8; j++) chain[j] += (double)x[i + j] * (double)x[i + j];
  for (size_t j = 0; i + j < n; j++) chain[j] += (double)x[i + j] * (double)x[i + j];
  for (int width = 4; width > 0; width /= 2)
    for (int j = 0; j < width; j++) chain[j] += chain[j + width];
  const double norm = sqrt(chain[0]);
  const double scale = norm > 0 ? 1 / norm : 0;
  for (size_t k = 0; k < n; k++) unit[k] = (float)((double)x[k] * scale);
  return norm;
}

int32_t ck_sketch_u8(const float *x, float scale, size_t n, uint8_t *sketch) {
  int32_t squares = 0;
  for (size_t i = 0; i < n; i++) {
    const float scaled = x[i] * scale;
    const float held = scaled > 127.0f ? 127.0f : scaled < -127.0f ? -127.0f : scaled;
    // Adding 1.5 · 2²³ leaves no digit below the point.
    const float shifted = held + 0x1.8p23f;
    const int32_t whole = (int32_t)(shifted - 0x1.8p23f);
    sketch[i] = (uint8_t)(whole + CK_SKETCH_ZERO);
    squares += whole * whole;
  }
  return squares;
}

typedef void (*sketch_dots)(const uint8_t *sketches, const int32_t *rows, size_t count, const int8_t *query,
                            size_t width, int32_t *dots);

static void plain(const uint8_t *sketches, const int32_t *rows, size_t count, const int8_t *query, size_t width,
                  int32_t *dots) {
  for (size_t i = 0; i < count; i++) {
    const uint8_t *sketch = sketches + (rows ? (size_t)rows[i] : i) * width;
    int32_t dot = 0;
    for (size_t k = 0; k < width; k++) dot += (int16_t)sketch[k] * (int16_t)query[k];
    dots[i] = dot;
  }
}

static sketch_dots path(void) {
#if defined(__x86_64__)
  switch (ck_kernel_in_use()) {
    case CK_AVX512:
      if (__builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vnni")) return ck_sketch_dots_avx512vnni;
      return ck_sketch_dots_avx2;
    case CK_AVX2: return ck_sketch_dots_avx2;
  }
#endif
  return plain;
}

void ck_sketch_scores_i32(const uint8_t *sketches, const int32_t *norms, const int32_t *rows, size_t count,
                          const uint8_t *query, size_t width, int32_t *scores) {
  int8_t own[CK_SKETCH_WIDEST];
  int32_t sum = 0;
  for (size_t k = 0; k < width; k++) {
    own[k] = (int8_t)(query[k] - CK_SKETCH_ZERO);
    sum += own[k];
  }
  path()(sketches, rows, count, own, width, scores);
  // The products are of the bytes as they are: too large by 128 times the query's sum.
  for (size_t i = 0; i < count; i++)
    scores[i] = norms[rows ? (size_t)rows[i] : i] - 2 * (scores[i] - CK_SKETCH_ZERO * sum);
}

size_t ck_first_least_i32(const int32_t *values, size_t n) {
  int32_t least = values[0];
  for (size_t i = 1; i < n; i++) least = values[i] < least ? values[i] : least;
  size_t at = 0;
  for (; at + BLOCK <= n; at += BLOCK) {
    int found = 0;
    for (size_t j = at; j < at + BLOCK; j++) found |= values[j] == least;
    if (found) break;
  }
  while (values[at] != least) at++;
  return at;
}

size_t ck_at_most_i32(const int32_t *values, int32_t bound, size_t n, int32_t *at) {
  size_t count = 0, i = 0;
  for (; i + BLOCK <= n; i += BLOCK) {
    int found = 0;
    for (size_t j = 0; j < BLOCK; j++) found |= values[i + j] <= bound;
    if (!found) continue;
    for (size_t j = i; j < i + BLOCK; j++)
      if (values[j] <= bound) at[count++] = (int32_t)j;
  }
  for (; i < n; i++)
    if (values[i] <= bound) at[count++] = (int32_t)i;
  return count;
}

size_t ck_within_i32(const int32_t *values, const int32_t *slack, int32_t bound, size_t n, int32_t *at) {
  size_t count = 0, i = 0;
  for (; i + BLOCK <= n; i += BLOCK) {
    int found = 0;
    for (size_t j = 0; j < BLOCK; j++) found |= values[i + j] <= bound + slack[i + j];
    if (!found) continue;
    for (size_t j = i; j < i + BLOCK; j++)
      if (values[j] <= bound + slack[j]) at[count++] = (int32_t)j;
  }
  for (; i < n; i++)
    if (values[i] <= bound + slack[i]) at[count++] = (int32_t)i;
  return count;
}
