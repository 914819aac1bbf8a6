// Passes over vectors and scores; see ck_near.h. Blocks of 16 that hold nothing are passed over without a branch an element,
// which compilers make as wide as the processor they build for.

#include "include/ck_near.h"

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

size_t ck_first_least_f32(const float *values, size_t n) {
  float lanes[BLOCK];
  for (size_t j = 0; j < BLOCK; j++) lanes[j] = values[0];
  size_t i = 0;
  for (; i + BLOCK <= n; i += BLOCK)
    for (size_t j = 0; j < BLOCK; j++) lanes[j] = values[i + j] < lanes[j] ? values[i + j] : lanes[j];
  for (size_t j = 0; i + j < n; j++) lanes[j] = values[i + j] < lanes[j] ? values[i + j] : lanes[j];
  float least = lanes[0];
  for (size_t j = 1; j < BLOCK; j++) least = lanes[j] < least ? lanes[j] : least;
  size_t at = 0;
  while (at + 1 < n && values[at] != least) at++;
  return at;
}

size_t ck_at_most_f32(const float *values, float bound, size_t n, int32_t *at) {
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

size_t ck_within_reach_f32(const float *values, const float *gaps, float bound, float reach, size_t n, int32_t *at) {
  size_t count = 0, i = 0;
  for (; i + BLOCK <= n; i += BLOCK) {
    int found = 0;
    for (size_t j = 0; j < BLOCK; j++) found |= values[i + j] <= bound + reach * gaps[i + j];
    if (!found) continue;
    for (size_t j = i; j < i + BLOCK; j++)
      if (values[j] <= bound + reach * gaps[j]) at[count++] = (int32_t)j;
  }
  for (; i < n; i++)
    if (values[i] <= bound + reach * gaps[i]) at[count++] = (int32_t)i;
  return count;
}
