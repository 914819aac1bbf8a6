#include "include/convnet.h"

#include <string.h>

#include "convnet_paths.h"
#include "include/ck_vector.h"

const ck_convnet_block ck_convnet_blocks[CK_CONVNET_BLOCKS] = {
    {3, 1, 32, 0, 16, -1},     {3, 2, 16, 96, 24, -1},    {3, 1, 24, 144, 24, -1},   {5, 2, 24, 144, 40, -1},
    {5, 1, 40, 240, 40, -1},   {3, 2, 40, 240, 80, -1},   {3, 1, 80, 480, 80, -1},   {3, 1, 80, 480, 80, 0},
    {5, 1, 80, 480, 112, -1},  {5, 1, 112, 672, 112, -1}, {5, 1, 112, 672, 112, 160}, {5, 2, 112, 672, 192, -1},
    {5, 1, 192, 1152, 192, -1}, {5, 1, 192, 1152, 192, -1}, {5, 1, 192, 1152, 192, 384}, {3, 1, 192, 1152, 320, -1},
};

static const ck_convnet_path_entry paths[] = {
#if defined(__x86_64__)
    {"avx512", ck_convnet_supports_avx512, ck_convnet_features_avx512},
    {"avx2", ck_convnet_supports_avx2, ck_convnet_features_avx2},
#endif
#if defined(__ARM_NEON)
    {"neon", ck_convnet_supports_plain, ck_convnet_features_neon},
#endif
    {"plain", ck_convnet_supports_plain, ck_convnet_features_plain},
};

static const ck_convnet_path_entry *find_path(const char *name) {
  for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
    if (name != NULL && strcmp(paths[i].name, name) != 0) continue;
    if (paths[i].supported()) return &paths[i];
  }
  return NULL;
}

// The same instruction set as every other kernel, or the best that is there where this network lacks it.
static const ck_convnet_path_entry *best_path(void) {
  const ck_convnet_path_entry *path = find_path(ck_kernel_name(ck_kernel_in_use()));
  return path != NULL ? path : find_path(NULL);
}

int ck_convnet_has_path(const char *path) { return path != NULL && find_path(path) != NULL; }

const char *ck_convnet_path(void) { return best_path()->name; }

int ck_convnet_supports_plain(void) { return 1; }

int ck_convnet_features(
    const float *packed, int32_t size, int32_t pictures, const uint8_t *pixels, float *features, void *scratch,
    const char *path) {
  const ck_convnet_path_entry *chosen = path == NULL ? best_path() : find_path(path);
  if (chosen == NULL) return -1;
  chosen->features(packed, size, pictures, pixels, features, scratch);
  return 0;
}

// A convolution over all channels, packed: for each block of 16 outputs its biases, then [tap][16].
static size_t full_size(int32_t outputs, size_t taps) { return ck_padded(outputs) * (taps + 1); }

static size_t block_size(const ck_convnet_block *b) {
  const int32_t wide = b->expanded ? b->expanded : b->inputs;
  return (b->expanded ? full_size(b->expanded, (size_t)b->inputs) : 0)
      + full_size(wide, (size_t)(b->kernel * b->kernel)) + full_size(b->outputs, (size_t)wide);
}

size_t ck_convnet_packed(void) {
  size_t count = full_size(CK_CONVNET_STEM, CK_CONVNET_STEM_TAPS) + full_size(CK_CONVNET_HEAD, 320);
  for (int i = 0; i < CK_CONVNET_BLOCKS; i++) count += block_size(&ck_convnet_blocks[i]);
  return count;
}

typedef struct {
  const uint8_t *folded;
  float *packed;
} packer;

static float number(const uint8_t *folded, size_t index) {
  const uint8_t *b = folded + 4 * index;
  const uint32_t bits = (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
  float value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

// `area` places of each of `inputs` channels; in the packed order the channel comes last.
static void pack_convolution(packer *p, int32_t outputs, size_t inputs, size_t area) {
  const uint8_t *biases = p->folded, *weights = p->folded + 4 * (size_t)outputs;
  for (int32_t start = 0; start < outputs; start += LANES) {
    for (int32_t lane = 0; lane < LANES; lane++)
      *p->packed++ = start + lane < outputs ? number(biases, (size_t)(start + lane)) : 0.0f;
    for (size_t place = 0; place < area; place++)
      for (size_t input = 0; input < inputs; input++)
        for (int32_t lane = 0; lane < LANES; lane++)
          *p->packed++ = start + lane < outputs
              ? number(weights, ((size_t)(start + lane) * inputs + input) * area + place) : 0.0f;
  }
  p->folded = weights + 4 * (size_t)outputs * inputs * area;
}

void ck_convnet_pack(const void *folded, float *packed) {
  packer p = {folded, packed};
  pack_convolution(&p, CK_CONVNET_STEM, 3, 9);
  for (int i = 0; i < CK_CONVNET_BLOCKS; i++) {
    const ck_convnet_block *b = &ck_convnet_blocks[i];
    const int32_t wide = b->expanded ? b->expanded : b->inputs;
    if (b->expanded) pack_convolution(&p, b->expanded, (size_t)b->inputs, 1);
    pack_convolution(&p, wide, 1, (size_t)(b->kernel * b->kernel));
    pack_convolution(&p, b->outputs, (size_t)wide, 1);
  }
  pack_convolution(&p, CK_CONVNET_HEAD, 320, 1);
}
