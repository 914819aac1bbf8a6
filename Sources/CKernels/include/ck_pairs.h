#ifndef CK_PAIRS_H
#define CK_PAIRS_H

#include <stddef.h>
#include <stdint.h>

// What clusters grow from: the distances of all pairs of a few hundred points, and passes over the rows of such a
// matrix.
//
// Every element is computed on its own, each step one rounding to float, so an instruction set's width does not
// show in the bits. The path is that of ck_vector.h.

/// The squared Euclidean distances of all pairs: ‖x‖² + fma(-2, x·y, ‖y‖²) for the earlier x, not below zero, the same
/// both ways; 0 from a point to itself and between equal points.
///
/// - rows: count rows of `stride` floats as ck_scores_f32 takes them; norms: ‖x‖² of each by ck_dot_f32.
/// - scratch: 64 times count floats.
/// - distances: count rows of count floats.
void ck_pair_distances_f32(const float *rows, const float *norms, size_t count, size_t stride, float *scratch,
                           float *distances);

/// The least of the values whose `gone` is 0, and the first index at which it stands.
///
/// - values: not below zero, no NaN; gone: 0 or infinity each.
/// - Returns the index, −1 where there is none below infinity.
ptrdiff_t ck_least_f32(const float *values, const float *gone, size_t n, float *least);

/// What joining a cluster with the union of two others would cost, for each cluster (Lance, Williams, 1967; Ward's
/// criterion): ((a + s) · costs_a + (b + s) · costs_b − s · height) / (a + b + s), not below zero, for the size s of
/// each.
///
/// - costs_a, costs_b: costs of joining each cluster with the two; a, b: their sizes; height: the cost of joining them.
/// - result: may be costs_a or costs_b.
void ck_join_costs_f32(const float *costs_a, const float *costs_b, const float *sizes, float a, float b, float height,
                       size_t n, float *result);

/// Adds n floats to n floats.
void ck_add_rows_f32(float *sum, const float *values, size_t n);

/// Where (sums[i] − inertia) · weight is below least[i], puts it there, and `cluster` into at[i].
void ck_lessen_f32(float *least, int32_t *at, const float *sums, float inertia, float weight, int32_t cluster,
                   size_t n);

#endif
