// What the paths share: everything but the dot products. Each path includes this file and gets the same source
// compiled for its own instruction set; as nothing here is fused or reordered, the bits are the same.
//
// Before including it a path may define CK_PATCH_TARGET, the function attribute of its instruction set.

#include <math.h>
#include <string.h>

#include "patch_paths.h"

#pragma STDC FP_CONTRACT OFF

#ifndef CK_PATCH_TARGET
#define CK_PATCH_TARGET
#endif

#define LANES CK_PATCH_LANES
// Neighbouring patches whose dot products are taken together.
#define TILE 12
// A tile may reach over the end of the image by this many values; they are zero and their results unused.
#define OVERREACH(e) ((size_t)(TILE * (e)->stride * (e)->channels + 2))

typedef float lanes_f32 __attribute__((vector_size(4 * LANES), aligned(64)));
typedef int32_t lanes_i32 __attribute__((vector_size(4 * LANES), aligned(64)));

#define INLINE CK_PATCH_TARGET static inline __attribute__((always_inline))

// Scratch memory, each part rounded up to 64 bytes.
typedef struct {
  int16_t *image;     // The pixels, widened.
  int32_t *dots;      // [TILE][outputs]
  float *distances;   // [16 × filter_blocks]
  float *sums;        // [cells × cells][16 × filter_blocks]
  float *maxima;      // likewise
  float *inverse;     // [positions] One over the standard deviation of each patch of a row.
  int32_t *columns;   // [size × channels] Sums over the patch's rows.
  int32_t *squares;   // [size × channels] Sums of squares over the patch's rows.
  size_t bytes;
} scratch_parts;

static scratch_parts divide_scratch(const ck_patch_encoder *e, void *scratch) {
  const size_t outputs = (size_t)LANES * (size_t)(e->filter_blocks + e->white_blocks);
  const size_t filters = (size_t)LANES * (size_t)e->filter_blocks;
  const size_t cells = (size_t)e->cells * (size_t)e->cells;
  const size_t row = (size_t)e->size * (size_t)e->channels;
  const size_t positions = (size_t)((e->size - e->patch) / e->stride + 1);
  scratch_parts parts;
  char *start = scratch;
  size_t used = 0;
#define TAKE(field, count)                         \
  parts.field = (void *)(start + used);            \
  used += ((count) * sizeof *parts.field + 63) / 64 * 64
  TAKE(image, row * (size_t)e->size + OVERREACH(e));
  TAKE(dots, TILE * outputs);
  TAKE(distances, filters);
  TAKE(sums, cells * filters);
  TAKE(maxima, cells * filters);
  TAKE(inverse, positions + TILE);
  TAKE(columns, row);
  TAKE(squares, row);
#undef TAKE
  parts.bytes = used;
  return parts;
}

// Raises each lane of `a` to that of `b`. (Vectors go by pointer: by value they would have an ABI for each
// instruction set.)
INLINE void raise(lanes_f32 *a, const lanes_f32 *b) {
  const lanes_i32 mask = *a > *b;
  *a = (lanes_f32)(((lanes_i32)*a & mask) | ((lanes_i32)*b & ~mask));
}

// The sum of 16 chains, as a tree with strides 8, 4, 2, 1.
INLINE float tree_sum(const lanes_f32 *chains) {
  float c[LANES];
  memcpy(c, chains, sizeof c);
  for (int width = LANES / 2; width > 0; width /= 2) {
    for (int i = 0; i < width; i++) c[i] = c[i] + c[i + width];
  }
  return c[0];
}

// Whole-number dot products to z·c (filters) or to whitened coordinates.
INLINE void unfold(
    const ck_patch_encoder *e, const int32_t *dots, int32_t block, float inverse, lanes_f32 *out) {
  const lanes_i32 whole = *(const lanes_i32 *)(dots + LANES * block);
  lanes_f32 scale, offset;
  memcpy(&scale, e->scales + LANES * block, sizeof scale);
  memcpy(&offset, e->offsets + LANES * block, sizeof offset);
  *out = (__builtin_convertvector(whole, lanes_f32) * scale) * inverse - offset;
}

// One patch: distances to all centroids, triangle activation, pooling.
INLINE void activate(
    const ck_patch_encoder *e, const int32_t *dots, float inverse, float *distances, float *sums,
    float *maxima) {
  const lanes_f32 zero = {0};
  lanes_f32 chains = zero;
  for (int32_t b = 0; b < e->white_blocks; b++) {
    lanes_f32 z;
    unfold(e, dots, e->filter_blocks + b, inverse, &z);
    chains = chains + z * z;
  }
  const float length = tree_sum(&chains);

  chains = zero;
  for (int32_t b = 0; b < e->filter_blocks; b++) {
    lanes_f32 product, norm;
    unfold(e, dots, b, inverse, &product);
    memcpy(&norm, e->norms + LANES * b, sizeof norm);
    lanes_f32 squared = (norm + length) - (product + product);
    raise(&squared, &zero);
    lanes_f32 distance = __builtin_elementwise_sqrt(squared);
    const int32_t used = e->filters - LANES * b;
    if (used < LANES) {
      for (int32_t lane = used; lane < LANES; lane++) distance[lane] = 0;
    }
    *(lanes_f32 *)(distances + LANES * b) = distance;
    chains = chains + distance;
  }
  const float mean = tree_sum(&chains) / (float)e->filters;

  for (int32_t b = 0; b < e->filter_blocks; b++) {
    lanes_f32 active = mean - *(const lanes_f32 *)(distances + LANES * b);
    raise(&active, &zero);
    lanes_f32 *sum = (lanes_f32 *)(sums + LANES * b);
    lanes_f32 *maximum = (lanes_f32 *)(maxima + LANES * b);
    *sum = *sum + active;
    raise(maximum, &active);
  }
}

// One over the square root of variance plus floor, for each patch of the row of patches whose first line is `top`.
INLINE void row_deviations(const ck_patch_encoder *e, const scratch_parts *s, int32_t top, int32_t positions) {
  const int32_t row = e->size * e->channels;
  memset(s->columns, 0, (size_t)row * sizeof *s->columns);
  memset(s->squares, 0, (size_t)row * sizeof *s->squares);
  for (int32_t y = 0; y < e->patch; y++) {
    const int16_t *line = s->image + (size_t)(top + y) * (size_t)row;
    for (int32_t x = 0; x < row; x++) {
      const int32_t value = line[x];
      s->columns[x] += value;
      s->squares[x] += value * value;
    }
  }
  const int64_t count = (int64_t)e->patch * e->patch * e->channels;
  const double divisor = (double)(count * (count - 1));
  const int32_t width = e->patch * e->channels, step = e->stride * e->channels;
  int64_t sum = 0, square = 0;
  for (int32_t x = 0; x < width; x++) {
    sum += s->columns[x];
    square += s->squares[x];
  }
  for (int32_t p = 0;; p++) {
    const double variance = (double)(count * square - sum * sum) / divisor;
    s->inverse[p] = (float)(1.0 / __builtin_sqrt(variance + e->variance_floor));
    if (p + 1 == positions) return;
    for (int32_t x = p * step; x < (p + 1) * step; x++) {
      sum += s->columns[x + width] - s->columns[x];
      square += s->squares[x + width] - s->squares[x];
    }
  }
}

// The dot products of TILE patches, the first of which starts at `image`: out[patch][output].
INLINE void tile_dots(const ck_patch_encoder *e, const int16_t *image, int32_t *out);

INLINE void encode_body(const ck_patch_encoder *e, const uint8_t *pixels, float *features, void *scratch) {
  const scratch_parts s = divide_scratch(e, scratch);
  const int32_t positions = (e->size - e->patch) / e->stride + 1;
  const size_t values = (size_t)e->size * (size_t)e->size * (size_t)e->channels;
  const size_t filters = (size_t)LANES * (size_t)e->filter_blocks;
  const size_t outputs = filters + (size_t)LANES * (size_t)e->white_blocks;
  const size_t row = (size_t)e->size * (size_t)e->channels, step = (size_t)(e->stride * e->channels);
  const int32_t cells = e->cells;
  for (size_t i = 0; i < values; i++) s.image[i] = pixels[i];
  memset(s.image + values, 0, OVERREACH(e) * sizeof *s.image);
  memset(s.sums, 0, (size_t)(cells * cells) * filters * sizeof *s.sums);
  memset(s.maxima, 0, (size_t)(cells * cells) * filters * sizeof *s.maxima);

  for (int32_t y = 0; y < positions; y++) {
    const int32_t cell_row = y * cells / positions;
    row_deviations(e, &s, y * e->stride, positions);
    for (int32_t first = 0; first < positions; first += TILE) {
      const int16_t *corner = s.image + (size_t)(y * e->stride) * row + (size_t)first * step;
      tile_dots(e, corner, s.dots);
      for (int32_t x = first; x < positions && x < first + TILE; x++) {
        const size_t cell = (size_t)(cell_row * cells + x * cells / positions);
        activate(
            e, s.dots + (size_t)(x - first) * outputs, s.inverse[x], s.distances, s.sums + cell * filters,
            s.maxima + cell * filters);
      }
    }
  }

  for (int32_t cell = 0; cell < cells * cells; cell++) {
    int32_t height = 0, width = 0;
    for (int32_t i = 0; i < positions; i++) {
      height += i * cells / positions == cell / cells;
      width += i * cells / positions == cell % cells;
    }
    const float count = (float)(height * width);
    for (int32_t k = 0; k < e->filters; k++) {
      *features++ = s.sums[(size_t)cell * filters + (size_t)k] / count;
    }
    for (int32_t k = 0; k < e->filters; k++) {
      *features++ = s.maxima[(size_t)cell * filters + (size_t)k];
    }
  }
}
