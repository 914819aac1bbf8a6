#ifndef CP_JPEG_H
#define CP_JPEG_H

#include <stddef.h>
#include <stdint.h>

/// A JPEG that is being decoded by libjpeg. Its errors jump, so they stay within these functions.
typedef struct cp_jpeg cp_jpeg;

/// What `cp_jpeg_read` gives.
typedef struct {
  uint32_t width;
  uint32_t height;
  /// 1: grey; 3: red, green, blue; 4: the four inks as they are stored.
  uint32_t channels;
} cp_jpeg_size;

/// A decoder, or null where there is no memory.
cp_jpeg *cp_jpeg_create(void);

/// Reads the header. The bytes must stay where they are until the decoder is destroyed.
int cp_jpeg_open(cp_jpeg *jpeg, const uint8_t *bytes, size_t count, int colour, cp_jpeg_size *size);

/// Decodes into width × height × channels bytes.
///
/// The library's warnings are no errors, but for the two that say that a part of the picture is missing.
int cp_jpeg_read(cp_jpeg *jpeg, uint8_t *target);

/// The library's message on the last failure.
const char *cp_jpeg_message(const cp_jpeg *jpeg);

void cp_jpeg_destroy(cp_jpeg *jpeg);

#endif
