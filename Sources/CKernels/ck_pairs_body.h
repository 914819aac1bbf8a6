// Loops over the rows of a matrix of pairs, which the compiler makes as wide as TARGET, a function attribute, lets it.
// An instruction set's file includes it; it is not a header in its own right.

#include <math.h>
#include <string.h>

#pragma STDC FP_CONTRACT OFF

// Floats that are not negative sort as their bits do, and the least of whole numbers does not depend on the order.
TARGET static ptrdiff_t least(const float *values, const float *gone, size_t n, float *result) {
  uint32_t smallest = 0x7f800000u;
  for (size_t i = 0; i < n; i++) {
    const float value = values[i] + gone[i];
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    smallest = bits < smallest ? bits : smallest;
  }
  memcpy(result, &smallest, sizeof smallest);
  if (smallest == 0x7f800000u) return -1;
  // Blocks without the value are passed over at the width of the instruction set.
  enum { BLOCK = 64 };
  size_t i = 0;
  for (; i + BLOCK <= n; i += BLOCK) {
    int found = 0;
    for (size_t j = i; j < i + BLOCK; j++) found |= values[j] + gone[j] == *result;
    if (found) break;
  }
  for (; i < n; i++)
    if (values[i] + gone[i] == *result) return (ptrdiff_t)i;
  return -1;
}

TARGET static void join_costs(const float *costs_a, const float *costs_b, const float *sizes, float a, float b,
                              float height, size_t n, float *result) {
  const float both = a + b;
  for (size_t i = 0; i < n; i++) {
    const float s = sizes[i];
    const float cost = ((a + s) * costs_a[i] + (b + s) * costs_b[i] - s * height) / (both + s);
    result[i] = cost > 0.0f ? cost : 0.0f;
  }
}

TARGET static void add_rows(float *sum, const float *values, size_t n) {
  for (size_t i = 0; i < n; i++) sum[i] += values[i];
}

TARGET static void lessen(float *restrict least, int32_t *restrict at, const float *restrict sums, float inertia,
                          float weight, int32_t cluster, size_t n) {
  for (size_t i = 0; i < n; i++) {
    const float value = (sums[i] - inertia) * weight;
    const int less = value < least[i];
    least[i] = less ? value : least[i];
    at[i] = less ? cluster : at[i];
  }
}
