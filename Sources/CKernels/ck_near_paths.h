#ifndef CK_NEAR_PATHS_H
#define CK_NEAR_PATHS_H

// What each instruction set implements for ck_near.c.

#include "include/ck_near.h"

// The byte of the number 0, the most bytes of a sketch, and how many rows ahead memory is asked for rows that lie scattered.
enum { CK_SKETCH_ZERO = 128, CK_SKETCH_WIDEST = 128, CK_SKETCH_AHEAD = 16 };

// The sums of products of the bytes of each row, as they are, and those of the query, of which -128 is none.
#if defined(__x86_64__)
void ck_sketch_dots_avx2(const uint8_t *sketches, const int32_t *rows, size_t count, const int8_t *query, size_t width,
                         int32_t *dots);
void ck_sketch_dots_avx512vnni(const uint8_t *sketches, const int32_t *rows, size_t count, const int8_t *query,
                               size_t width, int32_t *dots);
#endif

#endif
