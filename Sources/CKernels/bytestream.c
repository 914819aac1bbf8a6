#include "bytestream.h"

#include <string.h>

// Vectors of the compiler's own: punpck on x86, zip on ARM, and the same bytes from all.
typedef uint8_t bytes16 __attribute__((vector_size(16)));

#define ZIP_LOW(a, b) \
  __builtin_shufflevector(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23)
#define ZIP_HIGH(a, b) \
  __builtin_shufflevector(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31)

static inline bytes16 load(const uint8_t *from) {
  bytes16 bytes;
  memcpy(&bytes, from, 16);
  return bytes;
}

static inline void store(bytes16 bytes, uint8_t *to) { memcpy(to, &bytes, 16); }

// The bytes of four streams, 16 values: halving the distance of the streams that are zipped brings them into order.
static inline void join4(bytes16 a, bytes16 b, bytes16 c, bytes16 d, uint8_t *to) {
  const bytes16 even_low = ZIP_LOW(a, c), even_high = ZIP_HIGH(a, c);
  const bytes16 odd_low = ZIP_LOW(b, d), odd_high = ZIP_HIGH(b, d);
  store(ZIP_LOW(even_low, odd_low), to);
  store(ZIP_HIGH(even_low, odd_low), to + 16);
  store(ZIP_LOW(even_high, odd_high), to + 32);
  store(ZIP_HIGH(even_high, odd_high), to + 48);
}

void ck_streams_join(const uint8_t *from, size_t stride, size_t width, size_t count, uint8_t *to) {
  size_t done = 0;
  if (width == 2) {
    for (; done + 16 <= count; done += 16) {
      const bytes16 a = load(from + done), b = load(from + stride + done);
      store(ZIP_LOW(a, b), to + 2 * done);
      store(ZIP_HIGH(a, b), to + 2 * done + 16);
    }
  } else if (width == 4) {
    for (; done + 16 <= count; done += 16) {
      const uint8_t *at = from + done;
      join4(load(at), load(at + stride), load(at + 2 * stride), load(at + 3 * stride), to + 4 * done);
    }
  } else if (width == 8) {
    for (; done + 16 <= count; done += 16) {
      const uint8_t *at = from + done;
      const bytes16 a = load(at), b = load(at + stride), c = load(at + 2 * stride), d = load(at + 3 * stride);
      const bytes16 e = load(at + 4 * stride), f = load(at + 5 * stride), g = load(at + 6 * stride),
                    h = load(at + 7 * stride);
      join4(ZIP_LOW(a, e), ZIP_LOW(b, f), ZIP_LOW(c, g), ZIP_LOW(d, h), to + 8 * done);
      join4(ZIP_HIGH(a, e), ZIP_HIGH(b, f), ZIP_HIGH(c, g), ZIP_HIGH(d, h), to + 8 * done + 64);
    }
  }
  // What is left, or of another width: a few values at a time, so that what is written stays in the first cache.
  while (done < count) {
    const size_t end = count - done < 64 ? count : done + 64;
    for (size_t byte = 0; byte < width; byte++) {
      const uint8_t *stream = from + byte * stride;
      for (size_t index = done; index < end; index++) to[index * width + byte] = stream[index];
    }
    done = end;
  }
}
