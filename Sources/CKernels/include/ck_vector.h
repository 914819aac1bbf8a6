#ifndef CK_VECTOR_H
#define CK_VECTOR_H

#include <stddef.h>
#include <stdint.h>

// Inner products and squared distances of float vectors.
//
// Order of accumulation, the same in every implementation: chain j of 16 holds the terms whose position is
// j modulo 16, in ascending order, each added by one fused multiply-add to a float that starts at +0. Then
// chain j takes in chain j + 8 for j < 8, then j + 4 for j < 4, j + 2 for j < 2, and 0 takes in 1. Every step
// is one rounding to float, so plain C, AVX2, AVX-512 and NEON give the same bits.

/// The inner product of a and b, each of n floats.
float ck_dot_f32(const float *a, const float *b, size_t n);

/// The squared Euclidean distance of a and b, each of n floats: the sum of the squares of the rounded
/// differences. Exact zero for equal vectors, accurate for near ones.
float ck_squared_distance_f32(const float *a, const float *b, size_t n);

/// For each point the nearest centroid, and its score.
///
/// The score of a point x and a centroid c is fma(-2, x·c, ‖c‖²) with the inner product in the order above, so
/// that ‖x‖² + score is the squared distance. The least score wins, the lower index at a tie; a NaN never wins.
/// The rows are padded: `stride` is a multiple of 16, and the floats past the dimensions are zero.
///
/// - points: rows of `stride` floats; rows: numbers of the rows to look at, or NULL for 0, 1, 2 …
/// - count: how many rows to look at; nearest and score have as many elements.
/// - centroids: centroid_count rows of `stride` floats; norms: ‖c‖² of each, as the caller wants it rounded.
/// - nearest: index of the centroid, −1 where no score is below infinity; score: infinity there.
void ck_nearest_f32(const float *points, const int32_t *rows, size_t count, const float *centroids,
                    const float *norms, size_t centroid_count, size_t stride, int32_t *nearest, float *score);

/// The scores, as ck_nearest_f32 defines them, of every point and centroid: count rows of centroid_count floats.
void ck_scores_f32(const float *points, const int32_t *rows, size_t count, const float *centroids,
                   const float *norms, size_t centroid_count, size_t stride, float *scores);

/// Adds n floats to n doubles, one by one.
void ck_add_f32(double *sum, const float *values, size_t n);

/// For each of `columns` centroids, adds up the squared distances of the points from the nearest if that centroid
/// were added: sum[j] += max(0, norms[i] + min(least[i], scores[i][j])) in double, point after point.
///
/// - scores: as of ck_scores_f32, `rows` times `columns`; norms: ‖x‖² of each point; least: its least score so far.
void ck_add_least_f32(double *sum, const float *scores, const float *norms, const float *least, size_t rows,
                      size_t columns);

// Instruction sets. The widest that the processor has is chosen on first use; the environment variable
// WINNOW_KERNEL (plain, avx2, avx512, avx512vnni or neon) or ck_use_kernel chooses another, for tests. The program
// checks the variable with ck_kernel_can_run before anything runs; a value that names nothing here leaves the widest
// path.

enum ck_kernel { CK_PLAIN = 0, CK_AVX2 = 1, CK_AVX512 = 2, CK_NEON = 3, CK_KERNEL_COUNT = 4 };

/// Whether this build and this processor can run a path.
int ck_kernel_available(int kernel);

/// Whether this build and this processor can run the path that WINNOW_KERNEL names, here or in the patch encoder.
int ck_kernel_can_run(const char *name);

/// The path in use.
int ck_kernel_in_use(void);

/// Switches the whole process to a path; −1 goes back to the one of the start. Returns 0 where it is unavailable.
int ck_use_kernel(int kernel);

/// The name of a path as WINNOW_KERNEL spells it; NULL for a number that is none.
const char *ck_kernel_name(int kernel);

#endif
