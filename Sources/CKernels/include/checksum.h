#ifndef CHECKSUM_H
#define CHECKSUM_H

#include <stddef.h>
#include <stdint.h>

// Brings a CRC-32 (the polynomial of zip, reflected) on by as many of the bytes as the processor's carry-less
// multiplication or CRC instructions take at once.
//
// Returns how many bytes were taken, from the first on: none on a processor that has no such instructions or where there
// are too few. The rest is the caller's. `crc` is the check sum as zlib gives it.
size_t ck_crc32_fold(uint32_t *crc, const uint8_t *bytes, size_t count);

// An XXH64 in the making, seed 0, as zstd frames carry its lower half.
// https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md
typedef struct {
  uint64_t lanes[4];
  uint64_t total;
  uint8_t held[32];
} ck_xxh64;

// Begins with no bytes.
void ck_xxh64_begin(ck_xxh64 *state);
// Adds bytes.
void ck_xxh64_add(ck_xxh64 *state, const uint8_t *bytes, size_t count);
// The hash of all bytes so far.
uint64_t ck_xxh64_end(const ck_xxh64 *state);

#endif
