#include "cp_tiff.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <tiffio.h>

#include "cp_status.h"

/// Handlers that know their file came with 4.5; before, there is no message and nothing is printed either.
#define HAS_OPTIONS (TIFFLIB_VERSION >= 20221213)

/// A tile may be larger than its picture; this one is bait.
enum { TILE_LIMIT = 256 << 20 };

/// What the library may allocate at once.
enum { ALLOCATION_LIMIT = 1 << 30 };

struct cp_tiff {
  const uint8_t *bytes;
  uint64_t count;
  uint64_t position;
  TIFF *library;
  cp_tiff_info info;
  /// Whether the library asked for bytes behind the end.
  int ran_out;
  char message[CP_MESSAGE];
};

// MARK: The file in memory

static tmsize_t read_bytes(thandle_t handle, void *target, tmsize_t size) {
  cp_tiff *tiff = handle;
  if (size < 0) { return 0; }
  uint64_t left = tiff->position < tiff->count ? tiff->count - tiff->position : 0;
  uint64_t taken = (uint64_t)size;
  if (taken > left) {
    taken = left;
    tiff->ran_out = 1;
  }
  if (taken > 0) { memcpy(target, tiff->bytes + tiff->position, (size_t)taken); }
  tiff->position += taken;
  return (tmsize_t)taken;
}

static tmsize_t write_nothing(thandle_t handle, void *bytes, tmsize_t size) {
  (void)handle, (void)bytes, (void)size;
  return 0;
}

static toff_t seek(thandle_t handle, toff_t offset, int from) {
  cp_tiff *tiff = handle;
  uint64_t base = from == SEEK_CUR ? tiff->position : from == SEEK_END ? tiff->count : 0;
  tiff->position = base + offset;
  return tiff->position;
}

static int close_nothing(thandle_t handle) {
  (void)handle;
  return 0;
}

static toff_t size_of(thandle_t handle) { return ((cp_tiff *)handle)->count; }

#if HAS_OPTIONS
static int keep_error(TIFF *library, void *user, const char *module, const char *format, va_list values) {
  (void)library, (void)module;
  cp_tiff *tiff = user;
  if (tiff->message[0] == 0) { vsnprintf(tiff->message, sizeof tiff->message, format, values); }
  return 1;
}

static int heed_warning(TIFF *library, void *user, const char *module, const char *format, va_list values) {
  (void)library, (void)module;
  char text[CP_MESSAGE];
  vsnprintf(text, sizeof text, format, values);
  // libjpeg inside libtiff: grey stands where data are missing.
  if (strstr(text, "remature end of") != NULL) { ((cp_tiff *)user)->ran_out = 1; }
  return 1;
}
#endif

// MARK: Opening

static int unsupported(cp_tiff *tiff, const char *what) {
  snprintf(tiff->message, sizeof tiff->message, "%s", what);
  return CP_UNSUPPORTED;
}

static int failure(const cp_tiff *tiff) { return tiff->ran_out ? CP_TRUNCATED : CP_DAMAGED; }

cp_tiff *cp_tiff_create(void) { return calloc(1, sizeof(cp_tiff)); }

static TIFF *open_library(cp_tiff *tiff) {
  // r: read, m: no mapping.
#if HAS_OPTIONS
  TIFFOpenOptions *options = TIFFOpenOptionsAlloc();
  if (options == NULL) { return NULL; }
  TIFFOpenOptionsSetMaxSingleMemAlloc(options, ALLOCATION_LIMIT);
  TIFFOpenOptionsSetErrorHandlerExtR(options, keep_error, tiff);
  TIFFOpenOptionsSetWarningHandlerExtR(options, heed_warning, tiff);
  TIFF *library = TIFFClientOpenExt(
      "picture", "rm", tiff, read_bytes, write_nothing, seek, close_nothing, size_of, NULL, NULL, options);
  TIFFOpenOptionsFree(options);
  return library;
#else
  TIFFSetErrorHandler(NULL);
  TIFFSetWarningHandler(NULL);
  return TIFFClientOpen("picture", "rm", tiff, read_bytes, write_nothing, seek, close_nothing, size_of, NULL, NULL);
#endif
}

/// What the library's own conversion to colours is left to: all but the plain kinds.
static int by_library(cp_tiff *tiff) {
  char why[1024] = "";
  if (!TIFFRGBAImageOK(tiff->library, why)) { return unsupported(tiff, why); }
  tiff->info.kind = CP_TIFF_RGBA;
  tiff->info.bits = 8;
  tiff->info.samples = 4;
  tiff->info.transparency = CP_TIFF_ASSOCIATED;
  return CP_OK;
}

/// One sample more than the colours have is transparency, unless the file says that it is something else.
static int find_transparency(cp_tiff *tiff, uint32_t colours) {
  uint16_t samples = 1;
  uint16_t extra_count = 0;
  uint16_t *extra = NULL;
  TIFFGetFieldDefaulted(tiff->library, TIFFTAG_SAMPLESPERPIXEL, &samples);
  if (samples != colours && samples != colours + 1) {
    snprintf(tiff->message, sizeof tiff->message, "%u samples a pixel", (unsigned)samples);
    return CP_UNSUPPORTED;
  }
  tiff->info.samples = colours;
  tiff->info.transparency = CP_TIFF_OPAQUE;
  if (samples == colours) { return CP_OK; }
  uint16_t meaning = EXTRASAMPLE_UNASSALPHA;
  if (TIFFGetField(tiff->library, TIFFTAG_EXTRASAMPLES, &extra_count, &extra) && extra_count > 0 && extra != NULL) {
    meaning = extra[0];
  }
  if (meaning == EXTRASAMPLE_UNSPECIFIED) { return CP_OK; }
  tiff->info.samples = colours + 1;
  tiff->info.transparency = meaning == EXTRASAMPLE_ASSOCALPHA ? CP_TIFF_ASSOCIATED : CP_TIFF_UNASSOCIATED;
  return CP_OK;
}

static int understand(cp_tiff *tiff) {
  TIFF *library = tiff->library;
  cp_tiff_info *info = &tiff->info;
  uint16_t bits = 1, format = SAMPLEFORMAT_UINT, compression = COMPRESSION_NONE, planes = PLANARCONFIG_CONTIG;
  uint16_t photometric = 0, inks = INKSET_CMYK;
  if (!TIFFGetField(library, TIFFTAG_IMAGEWIDTH, &info->width) ||
      !TIFFGetField(library, TIFFTAG_IMAGELENGTH, &info->height) || info->width == 0 || info->height == 0) {
    return failure(tiff);
  }
  TIFFGetFieldDefaulted(library, TIFFTAG_BITSPERSAMPLE, &bits);
  TIFFGetFieldDefaulted(library, TIFFTAG_SAMPLEFORMAT, &format);
  TIFFGetFieldDefaulted(library, TIFFTAG_COMPRESSION, &compression);
  TIFFGetFieldDefaulted(library, TIFFTAG_PLANARCONFIG, &planes);
  if (!TIFFGetField(library, TIFFTAG_PHOTOMETRIC, &photometric)) {
    return unsupported(tiff, "a picture that does not say what its samples mean");
  }
  if (!TIFFIsCODECConfigured(compression)) { return unsupported(tiff, "its compression"); }
  if (photometric == PHOTOMETRIC_YCBCR && compression == COMPRESSION_JPEG && planes == PLANARCONFIG_CONTIG) {
    TIFFSetField(library, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
    photometric = PHOTOMETRIC_RGB;
  }
  if (format != SAMPLEFORMAT_UINT && format != SAMPLEFORMAT_VOID) {
    return unsupported(tiff, format == SAMPLEFORMAT_IEEEFP ? "floating-point samples" : "signed samples");
  }
  if (bits < 1 || bits > 16) { return unsupported(tiff, "samples of more than 16 bits"); }
  info->bits = bits;
  switch (photometric) {
  case PHOTOMETRIC_MINISWHITE:
    info->inverted = 1;
    // Falls through.
  case PHOTOMETRIC_MINISBLACK:
    info->kind = CP_TIFF_GREY;
    return find_transparency(tiff, 1);
  case PHOTOMETRIC_RGB:
    info->kind = CP_TIFF_RGB;
    return find_transparency(tiff, 3);
  case PHOTOMETRIC_PALETTE:
    if (bits > 8) { return unsupported(tiff, "a palette of more than 256 colours"); }
    info->kind = CP_TIFF_PALETTE;
    return find_transparency(tiff, 1);
  case PHOTOMETRIC_SEPARATED:
    TIFFGetFieldDefaulted(library, TIFFTAG_INKSET, &inks);
    if (inks != INKSET_CMYK || (bits != 8 && bits != 16)) { return unsupported(tiff, "its inks"); }
    info->kind = CP_TIFF_CMYK;
    return find_transparency(tiff, 4);
  default:
    return by_library(tiff);
  }
}

int cp_tiff_open(cp_tiff *tiff, const uint8_t *bytes, size_t count, cp_tiff_info *info) {
  tiff->bytes = bytes;
  tiff->count = count;
  tiff->library = open_library(tiff);
  if (tiff->library == NULL) { return failure(tiff); }
  int status = understand(tiff);
  if (status != CP_OK) { return status; }
  uint16_t compression = COMPRESSION_NONE;
  TIFFGetFieldDefaulted(tiff->library, TIFFTAG_COMPRESSION, &compression);
  uint64_t line = TIFFScanlineSize64(tiff->library);
  if (line == 0) { return failure(tiff); }
  if (compression == COMPRESSION_NONE && line > count / tiff->info.height) { return CP_TRUNCATED; }
  tiff->ran_out = 0;
  *info = tiff->info;
  return CP_OK;
}

// MARK: Pixels

/// Where the values of one row of the file, or of one of its planes, go.
typedef struct {
  uint32_t bits;
  /// Values of a pixel in the file's row, and how many of them are kept.
  uint32_t stored;
  uint32_t kept;
  /// Values from one pixel to the next in the target.
  uint32_t step;
} row_layout;

static void spread(row_layout layout, const uint8_t *row, uint32_t width, uint8_t *bytes, uint16_t *numbers) {
  if (layout.bits == 8 || layout.bits == 16) {
    for (uint32_t x = 0; x < width; x++) {
      for (uint32_t sample = 0; sample < layout.kept; sample++) {
        size_t from = (size_t)x * layout.stored + sample;
        size_t to = (size_t)x * layout.step + sample;
        if (layout.bits == 8) {
          bytes[to] = row[from];
        } else {
          memcpy(&numbers[to], row + 2 * from, 2);
        }
      }
    }
    return;
  }
  // Others are packed, the first bit the highest.
  uint64_t bit = 0;
  for (uint32_t x = 0; x < width; x++) {
    for (uint32_t sample = 0; sample < layout.stored; sample++) {
      uint32_t value = 0;
      for (uint32_t index = 0; index < layout.bits; index++, bit++) {
        value = value << 1 | (row[bit >> 3] >> (7 - (bit & 7)) & 1);
      }
      if (sample >= layout.kept) { continue; }
      size_t to = (size_t)x * layout.step + sample;
      if (layout.bits < 8) {
        bytes[to] = (uint8_t)value;
      } else {
        numbers[to] = (uint16_t)value;
      }
    }
  }
}

/// Puts values at a place of the target.
static void place(
    const cp_tiff *tiff, row_layout layout, const uint8_t *row, uint32_t width, void *target, uint64_t x, uint64_t y,
    uint32_t plane) {
  uint64_t start = (y * tiff->info.width + x) * layout.step + plane;
  if (layout.bits <= 8) {
    spread(layout, row, width, (uint8_t *)target + start, NULL);
  } else {
    spread(layout, row, width, NULL, (uint16_t *)target + start);
  }
}

static int read_rows(cp_tiff *tiff, row_layout layout, uint32_t planes, void *target) {
  tmsize_t size = TIFFScanlineSize(tiff->library);
  uint64_t needed = ((uint64_t)tiff->info.width * layout.stored * layout.bits + 7) / 8;
  if (size <= 0 || (uint64_t)size < needed) { return CP_DAMAGED; }
  uint8_t *row = calloc(1, (size_t)size);
  if (row == NULL) { return CP_MEMORY; }
  int status = CP_OK;
  for (uint32_t plane = 0; plane < planes && status == CP_OK; plane++) {
    for (uint32_t y = 0; y < tiff->info.height; y++) {
      if (TIFFReadScanline(tiff->library, row, y, (uint16_t)plane) != 1 || tiff->ran_out) {
        status = failure(tiff);
        break;
      }
      place(tiff, layout, row, tiff->info.width, target, 0, y, plane);
    }
  }
  free(row);
  return status;
}

static int read_tiles(cp_tiff *tiff, row_layout layout, uint32_t planes, void *target) {
  uint32_t width = 0, height = 0;
  TIFFGetField(tiff->library, TIFFTAG_TILEWIDTH, &width);
  TIFFGetField(tiff->library, TIFFTAG_TILELENGTH, &height);
  tmsize_t size = TIFFTileSize(tiff->library);
  tmsize_t line = TIFFTileRowSize(tiff->library);
  if (width == 0 || height == 0 || size <= 0 || line <= 0) { return CP_DAMAGED; }
  if (size > TILE_LIMIT) { return unsupported(tiff, "tiles of more than 256 MiB"); }
  uint64_t needed = ((uint64_t)width * layout.stored * layout.bits + 7) / 8;
  if ((uint64_t)line < needed || (uint64_t)size / (uint64_t)line < height) { return CP_DAMAGED; }
  uint8_t *tile = malloc((size_t)size);
  if (tile == NULL) { return CP_MEMORY; }
  int status = CP_OK;
  for (uint32_t plane = 0; plane < planes; plane++) {
    for (uint64_t top = 0; top < tiff->info.height; top += height) {
      for (uint64_t left = 0; left < tiff->info.width; left += width) {
        memset(tile, 0, (size_t)size);
        uint32_t number = TIFFComputeTile(tiff->library, (uint32_t)left, (uint32_t)top, 0, (uint16_t)plane);
        if (TIFFReadEncodedTile(tiff->library, number, tile, size) < 0 || tiff->ran_out) {
          status = failure(tiff);
          goto done;
        }
        uint64_t right = tiff->info.width - left;
        uint64_t below = tiff->info.height - top;
        uint32_t columns = right < width ? (uint32_t)right : width;
        uint32_t rows = below < height ? (uint32_t)below : height;
        for (uint32_t y = 0; y < rows; y++) {
          place(tiff, layout, tile + (size_t)y * (size_t)line, columns, target, left, top + y, plane);
        }
      }
    }
  }
done:
  free(tile);
  return status;
}

static int read_by_library(cp_tiff *tiff, uint8_t *target) {
  size_t count = (size_t)tiff->info.width * tiff->info.height;
  uint32_t *pixels = malloc(count * sizeof *pixels);
  if (pixels == NULL) { return CP_MEMORY; }
  // The rows as they are stored: who calls turns them.
  TIFFSetField(tiff->library, TIFFTAG_ORIENTATION, ORIENTATION_TOPLEFT);
  int is_read = TIFFReadRGBAImageOriented(
      tiff->library, tiff->info.width, tiff->info.height, pixels, ORIENTATION_TOPLEFT, 1);
  if (is_read == 1 && !tiff->ran_out) {
    for (size_t pixel = 0; pixel < count; pixel++) {
      target[4 * pixel] = (uint8_t)TIFFGetR(pixels[pixel]);
      target[4 * pixel + 1] = (uint8_t)TIFFGetG(pixels[pixel]);
      target[4 * pixel + 2] = (uint8_t)TIFFGetB(pixels[pixel]);
      target[4 * pixel + 3] = (uint8_t)TIFFGetA(pixels[pixel]);
    }
  }
  free(pixels);
  return is_read == 1 && !tiff->ran_out ? CP_OK : failure(tiff);
}

int cp_tiff_read(cp_tiff *tiff, void *target) {
  if (tiff->info.kind == CP_TIFF_RGBA) { return read_by_library(tiff, target); }
  uint16_t samples = 1, planar = PLANARCONFIG_CONTIG;
  TIFFGetFieldDefaulted(tiff->library, TIFFTAG_SAMPLESPERPIXEL, &samples);
  TIFFGetFieldDefaulted(tiff->library, TIFFTAG_PLANARCONFIG, &planar);
  int is_separate = planar == PLANARCONFIG_SEPARATE && samples > 1;
  row_layout layout = {
      .bits = tiff->info.bits,
      .stored = is_separate ? 1 : samples,
      .kept = is_separate ? 1 : tiff->info.samples,
      .step = tiff->info.samples,
  };
  uint32_t planes = is_separate ? tiff->info.samples : 1;
  return TIFFIsTiled(tiff->library) ? read_tiles(tiff, layout, planes, target)
                                    : read_rows(tiff, layout, planes, target);
}

uint32_t cp_tiff_palette(cp_tiff *tiff, uint8_t colours[768]) {
  uint16_t *red = NULL, *green = NULL, *blue = NULL;
  if (!TIFFGetField(tiff->library, TIFFTAG_COLORMAP, &red, &green, &blue)) { return 0; }
  uint32_t count = 1u << tiff->info.bits;
  // Sixteen bits a value, but some writers fill only eight.
  uint32_t shift = 0;
  for (uint32_t index = 0; index < count; index++) {
    if (red[index] > 255 || green[index] > 255 || blue[index] > 255) { shift = 8; }
  }
  for (uint32_t index = 0; index < count; index++) {
    colours[3 * index] = (uint8_t)(red[index] >> shift);
    colours[3 * index + 1] = (uint8_t)(green[index] >> shift);
    colours[3 * index + 2] = (uint8_t)(blue[index] >> shift);
  }
  return count;
}

const char *cp_tiff_message(const cp_tiff *tiff) { return tiff->message; }

void cp_tiff_destroy(cp_tiff *tiff) {
  if (tiff == NULL) { return; }
  if (tiff->library != NULL) { TIFFClose(tiff->library); }
  free(tiff);
}
