#include "include/scan.h"

#include <math.h>
#include <string.h>

// Eight lanes: two or four registers, enough to hide the latency. A comparison with a NaN is false and leaves the bound.
#define BOUNDS(name, type, start_low, start_high)                                 \
  void name(const type *values, size_t count, type bounds[2]) {                   \
    type low[8], high[8];                                                         \
    for (int k = 0; k < 8; k++) low[k] = start_low, high[k] = start_high;         \
    size_t i = 0;                                                                 \
    for (; i + 8 <= count; i += 8) {                                              \
      for (int k = 0; k < 8; k++) {                                               \
        type value = values[i + k];                                               \
        low[k] = value < low[k] ? value : low[k];                                 \
        high[k] = value > high[k] ? value : high[k];                              \
      }                                                                           \
    }                                                                             \
    for (; i < count; i++) {                                                      \
      low[0] = values[i] < low[0] ? values[i] : low[0];                           \
      high[0] = values[i] > high[0] ? values[i] : high[0];                        \
    }                                                                             \
    for (int k = 1; k < 8; k++) {                                                 \
      low[0] = low[k] < low[0] ? low[k] : low[0];                                 \
      high[0] = high[k] > high[0] ? high[k] : high[0];                            \
    }                                                                             \
    bounds[0] = low[0], bounds[1] = high[0];                                      \
  }

BOUNDS(ck_bounds_i32, int32_t, INT32_MAX, INT32_MIN)
BOUNDS(ck_bounds_i64, int64_t, INT64_MAX, INT64_MIN)
BOUNDS(ck_bounds_f32, float, INFINITY, -INFINITY)
BOUNDS(ck_bounds_f64, double, INFINITY, -INFINITY)

// Whole blocks first: a loop that may stop at each value is not vectorised.
#define HAS_NAN(name, type)                                                       \
  int name(const type *values, size_t count) {                                    \
    size_t i = 0;                                                                 \
    for (; i + 512 <= count; i += 512) {                                          \
      int found = 0;                                                              \
      for (int k = 0; k < 512; k++) found |= values[i + k] != values[i + k];      \
      if (found) return 1;                                                        \
    }                                                                             \
    int found = 0;                                                                \
    for (; i < count; i++) found |= values[i] != values[i];                       \
    return found;                                                                 \
  }

HAS_NAN(ck_has_nan_f32, float)
HAS_NAN(ck_has_nan_f64, double)

size_t ck_pack_texts(const uint8_t *bytes, const intptr_t *offsets, size_t first, size_t count, uint8_t *target, size_t room,
                     size_t *written) {
  size_t done = 0, position = 0;
  const size_t end = (size_t)offsets[first + count];
  for (; done < count; done++) {
    size_t begin = (size_t)offsets[first + done];
    size_t length = (size_t)offsets[first + done + 1] - begin;
    if (length + 4 > room - position) break;
    uint32_t prefix = (uint32_t)length;
    memcpy(target + position, &prefix, 4);
    position += 4;
    if (length <= 32 && room - position >= 32 && end - begin >= 32) {
      // Copying more than is needed costs less than finding out how much; what comes next covers it.
      memcpy(target + position, bytes + begin, 32);
    } else if (length > 0) {
      memcpy(target + position, bytes + begin, length);
    }
    position += length;
  }
  *written = position;
  return done;
}
