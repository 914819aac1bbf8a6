#ifndef CK_NEAR_H
#define CK_NEAR_H

#include <stddef.h>
#include <stdint.h>

// What the search for near vectors needs besides inner products: unit vectors, and passes over rows of scores that pick
// out the few that are small enough. Every step is one rounding, in an order that no instruction set changes.

/// Writes x / ‖x‖: each element times the reciprocal of the norm, in double, rounded once to float.
///
/// The norm is the root of a sum in double: chain j of 8 adds the squares at positions j modulo 8 in ascending order, then
/// takes in chain j + 4 for j < 4, j + 2 for j < 2, and 0 takes in 1. A vector of zeros stays one.
///
/// - Returns: ‖x‖; not finite if an element is not.
double ck_unit_f32(const float *x, size_t n, float *unit);

/// The first index of the least value; n is 1 at least, and no value is NaN.
size_t ck_first_least_f32(const float *values, size_t n);

/// The ascending indices i with values[i] <= bound, into `at`, which has room for n.
///
/// - Returns: How many there are.
size_t ck_at_most_f32(const float *values, float bound, size_t n, int32_t *at);

/// The ascending indices i with values[i] <= bound + reach · gaps[i], rounded twice, into `at`, which has room for n.
///
/// - Returns: How many there are.
size_t ck_within_reach_f32(const float *values, const float *gaps, float bound, float reach, size_t n, int32_t *at);

#endif
