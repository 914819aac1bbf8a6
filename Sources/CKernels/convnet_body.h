// What the paths share: all of the network. Each path includes this file and gets the same source compiled for its own
// instruction set; the compiler may neither fuse nor reorder, so the bits are the same.
//
// A path defines TARGET, the function attribute of its instruction set, TILE, the pixels of a 1 × 1 convolution whose
// 16 sums stand in registers together, and ROW_TILE, the same for PART channels of a depthwise convolution: as many as a register
// holds.
//
// A map is [channel / 16][picture][pixel][16]. Sixteen expanded channels of all pixels go straight into their depthwise
// convolution while they are in the cache: the expanded map never exists as a whole.

#include <string.h>

#include "convnet_paths.h"

#pragma STDC FP_CONTRACT OFF

typedef float lanes __attribute__((ext_vector_type(LANES), aligned(64)));

// What keeps its weights in registers too takes the channels in parts.
typedef float part __attribute__((ext_vector_type(PART), aligned(4 * PART)));

// Pixels that are projected one after the other, and channels that are added up at a time: of the former the inputs, of the latter
// the weights stay in the cache. What is expanded has fewer channels than that.
enum { CHUNK = 96, CHANNELS = 256 };

#define INLINE TARGET static inline __attribute__((always_inline))

// By its address: a vector wider than the processor's is passed in different ways.
INLINE void relu6(lanes *x) {
  const lanes zero = (lanes)(0.0f), six = (lanes)(6.0f);
  const lanes y = *x > zero ? *x : zero;
  *x = y < six ? y : six;
}

// How far sixteen channels of a map are from its next sixteen, in pixels: an odd number, so that the channels of a pixel do not
// all meet in the same few sets of a cache.
static inline size_t map_stride(size_t pixels) { return pixels | 1; }

// How the pixels of a convolution that keeps or halves the side are padded: SAME, as TensorFlow has it.
typedef struct {
  int32_t before, side;  // Zeros before the first pixel; the padded side.
} padding;

INLINE padding same(int32_t side, int32_t kernel, int32_t stride) {
  const int32_t all = (ck_strided(side, stride) - 1) * stride + kernel - side;
  const padding p = {all > 0 ? all / 2 : 0, side + (all > 0 ? all : 0)};
  return p;
}

// MARK: 1 × 1

// What is done with finished sums: clipped and put into a padded map; clipped; kept as they are; added to what is there.
enum { SPREAD, CLIPPED, PROJECTED, ADDED };

// A convolution over the channels of some pixels, and where its outputs go.
typedef struct {
  const float *in;       // The first channel of the first pixel.
  size_t maps;           // Numbers from sixteen channels to the next sixteen.
  const float *weights;  // [channel][16]
  const float *sums;     // What the sums begin with: the biases, or what the channels before have come to, likewise in `out`.
  float *out;
  const int32_t *places;  // Where each pixel goes, for SPREAD.
  const float *added;  // For ADDED.
} columns;

// Sixteen outputs of `count` pixels from `channels` channels. `count` and `kind` are known when it is compiled: the sums stay in
// registers.
INLINE void tile(const int count, const int kind, const columns *c, size_t first, int32_t channels, const int fresh) {
  lanes sums[TILE];
  const lanes *w = (const lanes *)c->weights;
#pragma clang loop unroll(full)
  for (int p = 0; p < count; p++) sums[p] = *(const lanes *)(c->sums + (fresh ? 0 : (first + (size_t)p) * LANES));
  const float *pixel = c->in + first * LANES;
  for (; channels >= LANES; channels -= LANES, pixel += c->maps) {
    for (int32_t i = 0; i < LANES; i++) {
      const lanes weight = *w++;
#pragma clang loop unroll(full)
      for (int p = 0; p < count; p++)
        sums[p] = __builtin_elementwise_fma((lanes)(pixel[p * LANES + i]), weight, sums[p]);
    }
  }
  for (int32_t i = 0; i < channels; i++) {
    const lanes weight = *w++;
#pragma clang loop unroll(full)
    for (int p = 0; p < count; p++)
      sums[p] = __builtin_elementwise_fma((lanes)(pixel[p * LANES + i]), weight, sums[p]);
  }
#pragma clang loop unroll(full)
  for (int p = 0; p < count; p++) {
    const size_t place = kind == SPREAD ? (size_t)c->places[first + (size_t)p] : first + (size_t)p;
    if (kind == ADDED) sums[p] = sums[p] + *(const lanes *)(c->added + (first + (size_t)p) * LANES);
    if (kind == SPREAD || kind == CLIPPED) relu6(&sums[p]);
    *(lanes *)(c->out + place * LANES) = sums[p];
  }
}

// Each number of pixels is a function of its own, or the sums of several would fight for the registers.
#define TILE_FUNCTION(count, kind)                                                                                 \
  TARGET static __attribute__((noinline)) void tile_##count##_##kind(const columns *c, size_t first, int32_t channels, \
                                                                     int fresh) {                                  \
    tile(count, kind, c, first, channels, fresh);                                                                  \
  }
#define TILE_FUNCTIONS(count) \
  TILE_FUNCTION(count, SPREAD) TILE_FUNCTION(count, CLIPPED) TILE_FUNCTION(count, PROJECTED) TILE_FUNCTION(count, ADDED)
TILE_FUNCTIONS(1)
#if TILE > 1
TILE_FUNCTIONS(2)
TILE_FUNCTIONS(4)
TILE_FUNCTIONS(6)
#endif
#if TILE > 8
TILE_FUNCTIONS(8)
TILE_FUNCTIONS(24)
#endif

INLINE void some_channels(const int kind, const columns *c, size_t pixels, int32_t channels, const int fresh) {
  size_t done = 0;
#define TILES(count) \
  for (; pixels - done >= (count); done += (count)) tile_of(count, kind)(c, done, channels, fresh)
#define tile_of(count, kind)                                                                                       \
  (kind == SPREAD ? tile_##count##_SPREAD : kind == CLIPPED ? tile_##count##_CLIPPED                               \
   : kind == PROJECTED ? tile_##count##_PROJECTED : tile_##count##_ADDED)
#if TILE > 8
  TILES(24);
  TILES(8);
#endif
#if TILE > 1
  TILES(6);
  TILES(4);
  TILES(2);
#endif
  TILES(1);
#undef TILES
}

INLINE void pointwise(const int kind, columns c, int32_t inputs, size_t pixels) {
  c.sums = c.weights;
  c.weights += LANES;
  int fresh = 1;
  // So many channels that their weights stay in the cache for all pixels.
  for (; inputs > CHANNELS; inputs -= CHANNELS) {
    some_channels(PROJECTED, &c, pixels, CHANNELS, fresh);
    c.in += (CHANNELS / LANES) * c.maps;
    c.weights += CHANNELS * LANES;
    c.sums = c.out;
    fresh = 0;
  }
  some_channels(kind, &c, pixels, inputs, fresh);
}

// MARK: Depthwise

// Neighbouring outputs of one row, PART channels of them. Each input is read once and added to the outputs that it belongs to:
// from left to right, so that every output takes its row's weights in their order.
INLINE void row_tile(const int count, const int kernel, const int stride, const float *in, size_t row,
                     const float *weights, float *out) {
  part sums[ROW_TILE];
#pragma clang loop unroll(full)
  for (int p = 0; p < count; p++) sums[p] = *(const part *)weights;
  for (int y = 0; y < kernel; y++) {
    const float *line = in + (size_t)y * row;
    part taps[5];
#pragma clang loop unroll(full)
    for (int x = 0; x < kernel; x++) taps[x] = *(const part *)(weights + (y * kernel + x + 1) * LANES);
#pragma clang loop unroll(full)
    for (int column = 0; column < (count - 1) * stride + kernel; column++) {
      const part pixel = *(const part *)(line + column * LANES);
#pragma clang loop unroll(full)
      for (int p = 0; p < count; p++) {
        const int x = column - p * stride;
        if (x >= 0 && x < kernel) sums[p] = __builtin_elementwise_fma(pixel, taps[x], sums[p]);
      }
    }
  }
  const part zero = (part)(0.0f), six = (part)(6.0f);
#pragma clang loop unroll(full)
  for (int p = 0; p < count; p++) {
    part sum = sums[p] > zero ? sums[p] : zero;
    sum = sum < six ? sum : six;
    *(part *)(out + p * LANES) = sum;
  }
}

INLINE void depthwise(const int kernel, const int stride, const float *in, int32_t padded, int32_t side,
                      const float *weights, float *out) {
  const size_t row = (size_t)padded * LANES;
  for (int32_t y = 0; y < side; y++, out += (size_t)side * LANES) {
    const float *line = in + (size_t)(y * stride) * row;
    int32_t x = 0;
#define TILES(count)                                                                               \
  for (; side - x >= (count); x += (count))                                                        \
    for (int lane = 0; lane < LANES; lane += PART)                                                 \
      row_tile(count, kernel, stride, line + (size_t)(x * stride) * LANES + lane, row, weights + lane, \
               out + (size_t)x * LANES + lane)
    TILES(ROW_TILE);
#if ROW_TILE > 4
    TILES(4);
#endif
#if ROW_TILE > 1
    TILES(1);
#endif
#undef TILES
  }
}

// MARK: Scratch

typedef struct {
  float *image;      // The picture, scaled and padded: [row][column][3].
  float *taps;       // One row of the stem's inputs: [2][column][16].
  float *early[2];   // Maps of one picture, taken in turns.
  float *late[2];    // Maps of all pictures, likewise.
  float *expanded;   // Sixteen expanded channels of all pictures, padded.
  float *deep;       // What the depthwise convolution makes of them, all channels.
  float *head;       // Sixteen channels of the head.
  int32_t *places;   // Where a pixel stands in a padded map.
  size_t bytes;
} scratch_parts;

static inline size_t larger(size_t a, size_t b) { return a > b ? a : b; }

TARGET static scratch_parts divide_scratch(int32_t size, int32_t pictures, void *scratch) {
  const padding stem = same(size, 3, 2);
  int32_t side = ck_strided(size, 2);
  const size_t columns = (size_t)side;
  size_t early = 0, late = 0, expanded = 0, deep = 0, places = 0, head = 0;
  early = CK_CONVNET_STEM * map_stride(columns * columns);
  for (int i = 0; i < CK_CONVNET_BLOCKS; i++) {
    const ck_convnet_block *b = &ck_convnet_blocks[i];
    const size_t together = i < CK_CONVNET_SINGLE_BLOCKS ? 1 : (size_t)pictures;
    const padding p = same(side, b->kernel, b->stride);
    expanded = larger(expanded, together * (size_t)p.side * (size_t)p.side * LANES);
    places = larger(places, together * (size_t)side * (size_t)side);
    side = ck_strided(side, b->stride);
    const size_t pixels = together * (size_t)side * (size_t)side;
    deep = larger(deep, map_stride(pixels) * ck_padded(b->expanded ? b->expanded : b->inputs));
    if (i < CK_CONVNET_SINGLE_BLOCKS - 1)
      early = larger(early, map_stride(pixels) * ck_padded(b->outputs));
    else
      late = larger(late, map_stride((size_t)pictures * (size_t)side * (size_t)side) * ck_padded(b->outputs));
    head = pixels * LANES;
  }
  scratch_parts parts;
  char *start = scratch;
  size_t used = 0;
#define TAKE(field, count)                    \
  parts.field = (void *)(start + used);       \
  used += ((count) * sizeof *parts.field + 63) / 64 * 64
  TAKE(image, (size_t)stem.side * (size_t)stem.side * 3);
  TAKE(taps, 2 * columns * LANES);
  TAKE(early[0], early);
  TAKE(early[1], early);
  TAKE(late[0], late);
  TAKE(late[1], late);
  TAKE(expanded, expanded);
  TAKE(deep, deep);
  TAKE(head, head);
  TAKE(places, places);
#undef TAKE
  parts.bytes = used;
  return parts;
}

// MARK: Layers

// From bytes to the stem's 32 channels.
TARGET static const float *run_stem(const float *packed, int32_t size, const uint8_t *pixels,
                                    const scratch_parts *s, float *out) {
  const padding p = same(size, 3, 2);
  const int32_t side = ck_strided(size, 2);
  const size_t row = (size_t)p.side * 3, block = (size_t)(CK_CONVNET_STEM_TAPS + 1) * LANES;
  memset(s->image, 0, row * (size_t)p.side * sizeof(float));
  for (int32_t y = 0; y < size; y++) {
    float *line = s->image + (size_t)(y + p.before) * row + (size_t)p.before * 3;
    for (int32_t x = 0; x < 3 * size; x++) line[x] = ((float)*pixels++ - 127.0f) / 128.0f;
  }
  const size_t maps = (size_t)side * LANES, out_maps = map_stride((size_t)side * (size_t)side) * LANES;
  for (int32_t y = 0; y < side; y++) {
    for (int32_t x = 0; x < side; x++) {
      float *first = s->taps + (size_t)x * LANES;
      const float *corner = s->image + (size_t)(2 * y) * row + (size_t)(2 * x) * 3;
      memcpy(first, corner, 9 * sizeof(float));
      memcpy(first + 9, corner + row, 7 * sizeof(float));
      memcpy(first + maps, corner + row + 7, 2 * sizeof(float));
      memcpy(first + maps + 2, corner + 2 * row, 9 * sizeof(float));
    }
    for (size_t o = 0; o < CK_CONVNET_STEM / LANES; o++)
      pointwise(CLIPPED, (columns){.in = s->taps, .maps = maps, .weights = packed + o * block,
                                   .out = out + o * out_maps + (size_t)y * maps},
                CK_CONVNET_STEM_TAPS, (size_t)side);
  }
  return packed + block * (CK_CONVNET_STEM / LANES);
}

// One block over `pictures` maps of side × side; returns the weights behind its own.
//
// `out_maps` is how far sixteen channels of `out` are from the next sixteen: the pictures of an early block are written
// beside each other for the late ones.
TARGET static const float *run_block(const ck_convnet_block *b, const float *packed, int32_t side, int32_t pictures,
                                     const float *in, size_t out_maps, const scratch_parts *s, float *out) {
  const padding p = same(side, b->kernel, b->stride);
  const int32_t left = ck_strided(side, b->stride), wide = b->expanded ? b->expanded : b->inputs;
  const size_t pixels = (size_t)pictures * (size_t)side * (size_t)side;
  const size_t kept = (size_t)left * (size_t)left, in_maps = map_stride(pixels) * LANES;
  const size_t made = (size_t)pictures * kept, maps = map_stride(made) * LANES;
  const size_t padded = (size_t)p.side * (size_t)p.side;
  int32_t *place = s->places;
  for (int32_t picture = 0; picture < pictures; picture++)
    for (int32_t y = 0; y < side; y++)
      for (int32_t x = 0; x < side; x++)
        *place++ = (picture * p.side + y + p.before) * p.side + x + p.before;
  memset(s->expanded, 0, (size_t)pictures * padded * LANES * sizeof(float));

  const size_t expand = (size_t)(b->inputs + 1) * LANES, deep = (size_t)(b->kernel * b->kernel + 1) * LANES;
  const float *expands = packed;
  const float *deeps = packed + (b->expanded ? (size_t)(wide / LANES) * expand : 0);
  const float *projects = deeps + (size_t)(wide / LANES) * deep;
  for (int32_t w = 0; w < wide / LANES; w++) {
    if (b->expanded) {
      pointwise(SPREAD, (columns){.in = in, .maps = in_maps, .weights = expands + (size_t)w * expand,
                                  .out = s->expanded, .places = s->places},
                b->inputs, pixels);
    } else {
      const lanes *from = (const lanes *)(in + (size_t)w * in_maps);
      for (size_t i = 0; i < pixels; i++) *(lanes *)(s->expanded + (size_t)s->places[i] * LANES) = from[i];
    }
    for (int32_t picture = 0; picture < pictures; picture++) {
      const float *map = s->expanded + (size_t)picture * padded * LANES;
      float *to = s->deep + (size_t)w * maps + (size_t)picture * kept * LANES;
      const float *taps = deeps + (size_t)w * deep;
      if (b->kernel == 3 && b->stride == 1) depthwise(3, 1, map, p.side, left, taps, to);
      if (b->kernel == 3 && b->stride == 2) depthwise(3, 2, map, p.side, left, taps, to);
      if (b->kernel == 5 && b->stride == 1) depthwise(5, 1, map, p.side, left, taps, to);
      if (b->kernel == 5 && b->stride == 2) depthwise(5, 2, map, p.side, left, taps, to);
    }
  }
  const size_t outputs = ck_padded(b->outputs) / LANES, project = (size_t)(wide + 1) * LANES;
  const int residual = b->stride == 1 && b->inputs == b->outputs;
  // A part of the pixels that stays in the cache for all outputs.
  for (size_t start = 0; start < made; start += CHUNK) {
    const size_t count = made - start < CHUNK ? made - start : CHUNK;
    for (size_t o = 0; o < outputs; o++) {
      const columns c = {.in = s->deep + start * LANES, .maps = maps, .weights = projects + o * project,
                         .out = out + o * out_maps + start * LANES, .added = in + o * in_maps + start * LANES};
      if (residual)
        pointwise(ADDED, c, wide, count);
      else
        pointwise(PROJECTED, c, wide, count);
    }
  }
  return projects + outputs * project;
}

// Means, and maxima if they are asked for, of `channels` channels of one picture's pixels.
TARGET static void pool(const float *in, size_t maps, int32_t channels, size_t pixels, float *means, float *maxima) {
  for (int32_t start = 0; start < channels; start += LANES) {
    const lanes *pixel = (const lanes *)(in + (size_t)(start / LANES) * maps);
    lanes sum = (lanes)(0.0f), most = pixel[0];
    for (size_t i = 0; i < pixels; i++) {
      sum = sum + pixel[i];
      most = pixel[i] > most ? pixel[i] : most;
    }
    const lanes mean = sum / (lanes)((float)pixels);
    memcpy(means + start, &mean, sizeof mean);
    if (maxima) memcpy(maxima + start, &most, sizeof most);
  }
}

TARGET static void run_network(const float *packed, int32_t size, int32_t pictures, const uint8_t *pixels,
                               float *features, void *scratch) {
  const scratch_parts s = divide_scratch(size, pictures, scratch);
  const float *weights = packed;
  int32_t side = 0;
  for (int32_t picture = 0; picture < pictures; picture++) {
    float *in = s.early[0], *out = s.early[1];
    weights = run_stem(packed, size, pixels + (size_t)picture * (size_t)size * (size_t)size * 3, &s, in);
    side = ck_strided(size, 2);
    for (int i = 0; i < CK_CONVNET_SINGLE_BLOCKS; i++) {
      const ck_convnet_block *b = &ck_convnet_blocks[i];
      const int32_t left = ck_strided(side, b->stride);
      const size_t kept = (size_t)left * (size_t)left;
      // The last of them puts its pictures beside each other.
      const int last = i == CK_CONVNET_SINGLE_BLOCKS - 1;
      const size_t maps = map_stride(last ? (size_t)pictures * kept : kept) * LANES;
      weights = run_block(b, weights, side, 1, in, maps, &s,
                          last ? s.late[0] + (size_t)picture * kept * LANES : out);
      float *const swapped = in;
      in = out;
      out = swapped;
      side = left;
    }
  }
  float *in = s.late[0], *out = s.late[1];
  for (int i = CK_CONVNET_SINGLE_BLOCKS; i < CK_CONVNET_BLOCKS; i++) {
    const ck_convnet_block *b = &ck_convnet_blocks[i];
    const int32_t left = ck_strided(side, b->stride);
    const size_t kept = (size_t)left * (size_t)left, maps = map_stride((size_t)pictures * kept) * LANES;
    weights = run_block(b, weights, side, pictures, in, maps, &s, out);
    for (int32_t picture = 0; b->tap >= 0 && picture < pictures; picture++) {
      float *means = features + (size_t)picture * CK_CONVNET_FEATURES + b->tap;
      pool(out + (size_t)picture * kept * LANES, maps, b->outputs, kept, means, means + b->outputs);
    }
    float *const swapped = in;
    in = out;
    out = swapped;
    side = left;
  }
  const size_t kept = (size_t)side * (size_t)side, maps = map_stride((size_t)pictures * kept) * LANES;
  const int32_t inputs = ck_convnet_blocks[CK_CONVNET_BLOCKS - 1].outputs;
  for (int32_t start = 0; start < CK_CONVNET_HEAD; start += LANES) {
    pointwise(CLIPPED, (columns){.in = in, .maps = maps, .weights = weights, .out = s.head}, inputs,
              (size_t)pictures * kept);
    weights += (size_t)(inputs + 1) * LANES;
    for (int32_t picture = 0; picture < pictures; picture++)
      pool(s.head + (size_t)picture * kept * LANES, maps, LANES, kept,
           features + (size_t)(picture + 1) * CK_CONVNET_FEATURES - CK_CONVNET_HEAD + start, NULL);
  }
}
