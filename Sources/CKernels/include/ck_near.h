#ifndef CK_NEAR_H
#define CK_NEAR_H

#include <stddef.h>
#include <stdint.h>

// What the search for near vectors needs: unit vectors, sketches of them in whole numbers, and passes over rows of scores
// that pick out the few that are small enough. Floats are rounded once a step, in an order that no instruction set changes;
// whole numbers are exact.

/// Writes x / ‖x‖: each element times the reciprocal of the norm, in double, rounded once to float.
///
/// The norm is the root of a sum in double: chain j of 8 adds the squares at positions j modulo 8 in ascending order, then
/// takes in chain j + 4 for j < 4, j + 2 for j < 2, and 0 takes in 1. A vector of zeros stays one.
///
/// - Returns: ‖x‖; not finite if an element is not.
double ck_unit_f32(const float *x, size_t n, float *unit);

/// Writes x · scale, rounded to the nearest whole number, ties to even, and held to −127 … 127, plus 128.
///
/// - Returns: The sum of the squares of the numbers, less the 128.
int32_t ck_sketch_u8(const float *x, float scale, size_t n, uint8_t *sketch);

/// Writes norms[r] − 2 · (query · sketch r) for `count` sketches r, all numbers less the 128: the squared distance less the
/// query's square.
///
/// - sketches: rows of `width` bytes from 1 to 255, 128 beyond a sketch's end; width is a multiple of 16, at most 128.
/// - norms: the sum of the squares of each row.
/// - rows: the numbers of the rows, or NULL for the first `count`.
void ck_sketch_scores_i32(const uint8_t *sketches, const int32_t *norms, const int32_t *rows, size_t count,
                          const uint8_t *query, size_t width, int32_t *scores);

/// The first index of the least value; n is 1 at least.
size_t ck_first_least_i32(const int32_t *values, size_t n);

/// The ascending indices i with values[i] <= bound, into `at`, which has room for n.
///
/// - Returns: How many there are.
size_t ck_at_most_i32(const int32_t *values, int32_t bound, size_t n, int32_t *at);

/// The ascending indices i with values[i] <= bound + slack[i], into `at`, which has room for n; no sum overflows.
///
/// - Returns: How many there are.
size_t ck_within_i32(const int32_t *values, const int32_t *slack, int32_t bound, size_t n, int32_t *at);

#endif
