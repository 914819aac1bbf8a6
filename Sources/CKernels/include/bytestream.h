#ifndef CK_BYTESTREAM_H
#define CK_BYTESTREAM_H

#include <stddef.h>
#include <stdint.h>

// Values whose bytes are stored as streams, all first bytes, then all second ones, and so on.

/// Puts `count` values of `width` bytes together from streams that lie `stride` bytes apart, `count` at least; `to` has
/// room for them and lies elsewhere.
void ck_streams_join(const uint8_t *from, size_t stride, size_t width, size_t count, uint8_t *to);

#endif
