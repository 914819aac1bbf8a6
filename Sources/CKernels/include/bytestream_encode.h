#ifndef BYTESTREAM_ENCODE_H
#define BYTESTREAM_ENCODE_H

#include <stddef.h>
#include <stdint.h>

// The encoding side of Parquet's BYTE_STREAM_SPLIT: the first bytes of all values, then the second ones, and so on.
// https://parquet.apache.org/docs/file-format/data-pages/encodings/#byte-stream-split-byte_stream_split--9
// `streams` has room for all bytes; stream k begins at `streams + k * count`. Nothing needs to be aligned.

// Splits `count` values of four bytes.
void ck_byte_stream_split_4(const uint8_t *values, size_t count, uint8_t *streams);

// Splits `count` values of eight bytes.
void ck_byte_stream_split_8(const uint8_t *values, size_t count, uint8_t *streams);

// The sum of the squares of how often each byte occurs among at most 2,048 of `count` bytes, taken in eight stretches at equal
// distances; `sampled` is how many were taken. For even noise it is about sampled + sampled^2 / 256.
uint64_t ck_byte_collisions(const uint8_t *bytes, size_t count, size_t *sampled);

#endif
