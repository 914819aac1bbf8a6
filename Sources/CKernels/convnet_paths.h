// The network's shape, and the paths of its features: one function an instruction set, all of them with the same
// results.

#ifndef CK_CONVNET_PATHS_H
#define CK_CONVNET_PATHS_H

#include "include/convnet.h"

/// Channels side by side. Every map has a multiple of them; what a layer lacks is padded by zeros.
#define LANES 16

/// A block: expand by a 1 × 1 convolution (but the first block), convolve each channel alone, project.
typedef struct {
  int32_t kernel, stride, inputs, expanded, outputs;
  int32_t tap;  ///< Where the output's means and maxima stand among the features, or −1.
} ck_convnet_block;

enum { CK_CONVNET_BLOCKS = 16, CK_CONVNET_STEM = 32, CK_CONVNET_STEM_TAPS = 27, CK_CONVNET_HEAD = 1280 };

/// The blocks that take their pictures one by one: their maps are large and their weights few.
enum { CK_CONVNET_SINGLE_BLOCKS = 6 };

extern const ck_convnet_block ck_convnet_blocks[CK_CONVNET_BLOCKS];

static inline size_t ck_padded(int32_t channels) { return (size_t)(channels + LANES - 1) / LANES * LANES; }

/// The side of what a convolution with that stride leaves.
static inline int32_t ck_strided(int32_t side, int32_t stride) { return (side + stride - 1) / stride; }

typedef struct {
  const char *name;
  int (*supported)(void);
  void (*features)(const float *packed, int32_t size, int32_t pictures, const uint8_t *pixels, float *features,
                   void *scratch);
} ck_convnet_path_entry;

int ck_convnet_supports_plain(void);
void ck_convnet_features_plain(const float *, int32_t, int32_t, const uint8_t *, float *, void *);

#if defined(__x86_64__)
int ck_convnet_supports_avx2(void);
int ck_convnet_supports_avx512(void);
void ck_convnet_features_avx2(const float *, int32_t, int32_t, const uint8_t *, float *, void *);
void ck_convnet_features_avx512(const float *, int32_t, int32_t, const uint8_t *, float *, void *);
#endif

#if defined(__ARM_NEON)
void ck_convnet_features_neon(const float *, int32_t, int32_t, const uint8_t *, float *, void *);
#endif

#endif
