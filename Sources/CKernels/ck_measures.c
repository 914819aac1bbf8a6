// The acquisition measures of eight images at a time; see ck_measures.h.

#include "include/ck_measures.h"

#include <math.h>

#include "ck_log_lanes.h"
#include "include/ck_math.h"
#include "include/ck_vector.h"

#pragma STDC FP_CONTRACT OFF

// One image after the other: for rows that the lanes do not take.
static void one_row(const float *row, size_t index, size_t classes, ck_measures out) {
  float first = 0, second = 0;
  int32_t best = 0;
  double entropy = 0;
  for (size_t c = 0; c < classes; c++) {
    const float p = row[c];
    if (p > first) {
      second = first;
      first = p;
      best = (int32_t)c;
    } else if (p > second) {
      second = p;
    }
    if (p > 0) entropy -= (double)p * ck_log((double)p);
  }
  out.margin[index] = (double)first - (double)second;
  out.entropy[index] = entropy;
  out.least_confidence[index] = 1.0 - (double)first;
  out.highest[index] = first;
  out.predicted[index] = best;
}

CK_INLINE ck_floats choose_floats(ck_ints mask, ck_floats yes, ck_floats no) {
  return (ck_floats)((mask & (ck_ints)yes) | (~mask & (ck_ints)no));
}

// Eight images from `index` on. Returns 0, having written nothing, where a probability is infinite.
CK_INLINE int eight_rows(const float *rows, size_t index, size_t classes, ck_measures out) {
  ck_floats first = {0}, second = {0};
  ck_ints best = {0}, infinite = {0};
  ck_doubles entropy = {0};
  for (size_t c = 0; c < classes; c++) {
    const float *at = rows + c;
    const ck_floats p = {at[0],           at[classes],     at[2 * classes], at[3 * classes],
                         at[4 * classes], at[5 * classes], at[6 * classes], at[7 * classes]};
    infinite |= p > 3.40282346638528859812e+38f;
    const ck_ints above_first = p > first;
    second = choose_floats(above_first, first, choose_floats(p > second, p, second));
    first = choose_floats(above_first, p, first);
    best = (above_first & (int32_t)c) | (~above_first & best);
    const ck_longs positive = __builtin_convertvector(p > 0.0f, ck_longs);
    const ck_doubles one = {1, 1, 1, 1, 1, 1, 1, 1};
    const ck_doubles wide = ck_choose_doubles(positive, __builtin_convertvector(p, ck_doubles), one);
    entropy = ck_choose_doubles(positive, entropy - wide * ck_log_lanes(wide), entropy);
  }
  int any = 0;
  for (int lane = 0; lane < CK_LANES; lane++) any |= infinite[lane];
  if (any) return 0;
  const ck_doubles high = __builtin_convertvector(first, ck_doubles);
  const ck_doubles margin = high - __builtin_convertvector(second, ck_doubles);
  const ck_doubles least = 1.0 - high;
  __builtin_memcpy(out.margin + index, &margin, sizeof margin);
  __builtin_memcpy(out.entropy + index, &entropy, sizeof entropy);
  __builtin_memcpy(out.least_confidence + index, &least, sizeof least);
  __builtin_memcpy(out.highest + index, &first, sizeof first);
  __builtin_memcpy(out.predicted + index, &best, sizeof best);
  return 1;
}

CK_INLINE void all_rows(const float *probabilities, size_t rows, size_t classes, ck_measures out) {
  size_t index = 0;
  for (; index + CK_LANES <= rows; index += CK_LANES) {
    const float *row = probabilities + index * classes;
    if (eight_rows(row, index, classes, out)) continue;
    for (size_t lane = 0; lane < CK_LANES; lane++) one_row(row + lane * classes, index + lane, classes, out);
  }
  for (; index < rows; index++) one_row(probabilities + index * classes, index, classes, out);
}

static void plain(const float *probabilities, size_t rows, size_t classes, ck_measures out) {
  all_rows(probabilities, rows, classes, out);
}

#if defined(__x86_64__)
__attribute__((target("avx2"))) static void avx2(const float *probabilities, size_t rows, size_t classes,
                                                 ck_measures out) {
  all_rows(probabilities, rows, classes, out);
}

__attribute__((target("avx512f"))) static void avx512(const float *probabilities, size_t rows, size_t classes,
                                                      ck_measures out) {
  all_rows(probabilities, rows, classes, out);
}
#endif

void ck_measure_rows(const float *probabilities, size_t rows, size_t classes, ck_measures out) {
  switch (ck_kernel_in_use()) {
#if defined(__x86_64__)
    case CK_AVX2: avx2(probabilities, rows, classes, out); return;
    case CK_AVX512: avx512(probabilities, rows, classes, out); return;
#endif
    default: plain(probabilities, rows, classes, out);
  }
}
