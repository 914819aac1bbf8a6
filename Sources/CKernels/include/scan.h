#ifndef SCAN_H
#define SCAN_H

#include <stddef.h>
#include <stdint.h>

// Least and greatest values of columns, in lanes that the compiler puts into vector registers. `count` is one at least.

void ck_bounds_i32(const int32_t *values, size_t count, int32_t bounds[2]);
void ck_bounds_i64(const int64_t *values, size_t count, int64_t bounds[2]);

// NaN is passed over; where there is nothing else, the least is +infinity and the greatest -infinity. The sign of a zero
// among equal bounds is not defined.
void ck_bounds_f32(const float *values, size_t count, float bounds[2]);
void ck_bounds_f64(const double *values, size_t count, double bounds[2]);

// Whether there is a NaN.
int ck_has_nan_f32(const float *values, size_t count);
int ck_has_nan_f64(const double *values, size_t count);

// Writes the texts `first` up to `first + count` with their lengths before them, 32 bits each, least significant byte first:
// the plain encoding of Parquet, and what the content digest hashes. Text i is bytes[offsets[i]..<offsets[i + 1]], all lengths fit.
// `room` is how many bytes may be written; stops before a text that does not fit.
//
// Returns how many texts were written; `written` is how many bytes.
size_t ck_pack_texts(const uint8_t *bytes, const intptr_t *offsets, size_t first, size_t count, uint8_t *target, size_t room,
                     size_t *written);

#endif
