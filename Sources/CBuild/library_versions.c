// dladdr
#define _GNU_SOURCE

#include "library_versions.h"

#include <dlfcn.h>
#include <limits.h>
#include <openssl/crypto.h>
#include <snappy-c.h>
#include <spng.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tiffio.h>
#include <webp/decode.h>
#include <yaml.h>
#include <zlib.h>
#include <zstd.h>

// After stdio.h, which it needs and does not include.
#include <jpeglib.h>

#define TEXT_OF(token) #token
#define TEXT(macro) TEXT_OF(macro)

static const char *zstd(char *version, size_t room) {
  snprintf(version, room, "%s", ZSTD_versionString());
  return "zstd";
}

static const char *yaml(char *version, size_t room) {
  snprintf(version, room, "%s", yaml_get_version_string());
  return "libyaml";
}

// The interface that it shares with the older libjpeg has no question for the version.
static const char *jpeg(char *version, size_t room) {
#ifdef LIBJPEG_TURBO_VERSION
  snprintf(version, room, "%s (of the build: the library does not say)", TEXT(LIBJPEG_TURBO_VERSION));
  return "libjpeg-turbo";
#else
  snprintf(version, room, "%s (of the build: the library does not say)", TEXT(JPEG_LIB_VERSION));
  return "libjpeg";
#endif
}

static const char *spng(char *version, size_t room) {
  snprintf(version, room, "%s", spng_version_string());
  return "libspng";
}

// "LIBTIFF, Version 4.5.0" and lines about who holds the rights.
static const char *tiff(char *version, size_t room) {
  const char *said = TIFFGetVersion();
  const char *digits = strpbrk(said, "0123456789");
  if (digits == NULL) digits = "unknown";
  snprintf(version, room, "%.*s", (int)strcspn(digits, " \n"), digits);
  return "libtiff";
}

static const char *webp(char *version, size_t room) {
  int loaded = WebPGetDecoderVersion();
  snprintf(version, room, "%d.%d.%d", loaded >> 16 & 255, loaded >> 8 & 255, loaded & 255);
  return "libwebp";
}

// It has no question for the version, and its header for C none to read. The name of its file has it: libsnappy.so.1.1.9.
static const char *snappy(char *version, size_t room) {
  Dl_info place;
  char *file = NULL;
  if (dladdr((const void *)snappy_max_compressed_length, &place) != 0 && place.dli_fname != NULL) {
    file = realpath(place.dli_fname, NULL);
  }
  const char *found = file == NULL ? NULL : strstr(file, ".so.");
  snprintf(version, room, "%s", found == NULL ? "of an unknown version" : found + strlen(".so."));
  free(file);
  return "snappy";
}

static const char *zlib(char *version, size_t room) {
  snprintf(version, room, "%s", zlibVersion());
  return "zlib";
}

// The number by itself is to be had from version 3 on.
static const char *crypto(char *version, size_t room) {
#ifdef OPENSSL_VERSION_STRING
  snprintf(version, room, "%s", OpenSSL_version(OPENSSL_VERSION_STRING));
#else
  snprintf(version, room, "%s", OpenSSL_version(OPENSSL_VERSION));
#endif
  return "libcrypto";
}

static const char *(*const libraries[])(char *, size_t) = {zstd, yaml, jpeg, spng, tiff, webp, snappy, zlib, crypto};

const char *winnow_library(int index, char *version, size_t room) {
  if (index < 0 || index >= (int)(sizeof libraries / sizeof libraries[0])) return NULL;
  return libraries[index](version, room);
}
