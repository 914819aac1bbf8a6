#ifndef CP_TIFF_H
#define CP_TIFF_H

#include <stddef.h>
#include <stdint.h>

/// The first page of a TIFF that is being decoded by libtiff, from memory.
typedef struct cp_tiff cp_tiff;

/// What the samples mean.
enum {
  CP_TIFF_GREY = 0,
  CP_TIFF_RGB = 1,
  CP_TIFF_PALETTE = 2,
  CP_TIFF_CMYK = 3,
  /// Converted by the library: red, green, blue, and associated transparency.
  CP_TIFF_RGBA = 4,
};

/// Transparency.
enum { CP_TIFF_OPAQUE = 0, CP_TIFF_ASSOCIATED = 1, CP_TIFF_UNASSOCIATED = 2 };

/// What `cp_tiff_read` gives.
typedef struct {
  uint32_t width;
  uint32_t height;
  uint32_t kind;
  /// Bits of a sample, 1 to 16. Samples of up to 8 come as bytes, others as 16-bit numbers, neither scaled.
  uint32_t bits;
  /// Samples a pixel, transparency last.
  uint32_t samples;
  uint32_t transparency;
  /// Whether zero is white.
  uint32_t inverted;
} cp_tiff_info;

/// A decoder, or null where there is no memory.
cp_tiff *cp_tiff_create(void);

/// Reads the first directory. The bytes must stay where they are until the decoder is destroyed.
int cp_tiff_open(cp_tiff *tiff, const uint8_t *bytes, size_t count, cp_tiff_info *info);

/// Decodes into width × height × samples values, each of one byte, or of two where a sample has more than 8 bits.
int cp_tiff_read(cp_tiff *tiff, void *target);

/// The colours of a palette, red, green, blue: up to 256.
///
/// Returns their number.
uint32_t cp_tiff_palette(cp_tiff *tiff, uint8_t colours[768]);

/// The library's message on the last failure.
const char *cp_tiff_message(const cp_tiff *tiff);

void cp_tiff_destroy(cp_tiff *tiff);

#endif
