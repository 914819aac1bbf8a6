// The inner loops of the patch features (Coates, Lee, Ng 2011): one grey or colour image of a fixed size in,
// pooled triangle activations out.
//
// Every path gives the same bits. The dot products of patches with filters are exact: pixels and folded filters
// are whole numbers (filters of 16 bits) and every sum fits 32 bits, so no order of summation matters. What
// follows is float arithmetic in a fixed order: sums over a patch's coordinates and over filters run in 16
// chains (chain j takes the elements j, j + 16, j + 32 …) which are added as a tree with strides 8, 4, 2, 1; sums
// over positions run row by row. Nothing is fused.

#ifndef CK_PATCH_H
#define CK_PATCH_H

#include <stddef.h>
#include <stdint.h>

/// How many filters or whitened coordinates lie side by side in a block.
#define CK_PATCH_LANES 16

/// A fitted encoder, folded. All arrays belong to the caller, who has checked their lengths.
///
/// `outputs` = 16 × (filter_blocks + white_blocks) dot products are taken at each position: first the filters,
/// padded with zeros to a multiple of 16, then the whitened coordinates, padded likewise.
typedef struct {
  int32_t size;           ///< Width and height of the image, in pixels.
  int32_t channels;       ///< Values a pixel, interleaved: 1 or 3.
  int32_t patch;          ///< Width and height of a patch, in pixels.
  int32_t stride;         ///< Pixels from one patch to the next.
  int32_t cells;          ///< Pooling cells a side: 2 for quadrants.
  int32_t filters;        ///< Filters, without padding.
  int32_t filter_blocks;  ///< Blocks of 16 filters.
  int32_t white_blocks;   ///< Blocks of 16 whitened coordinates.
  double variance_floor;  ///< Added to a patch's variance, in squared grey levels.
  /// Whole-number weights: [patch row][pair of values][output][2].
  const int16_t *weights;
  const float *scales;   ///< [outputs] What a whole-number dot product is to be multiplied by.
  const float *offsets;  ///< [outputs] What is then taken off: the part of the whitening's mean.
  const float *norms;    ///< [16 × filter_blocks] Squared length of each centroid.
} ck_patch_encoder;

/// Whether this processor and build can take `path`: "plain", "avx2", "avx512", "avx512vnni" or "neon".
int ck_patch_has_path(const char *path);

/// The path that `ck_patch_encode` takes: the best there is, or the one that `WINNOW_KERNEL` names.
const char *ck_patch_path(void);

/// Positions of patches along one side.
int32_t ck_patch_positions(const ck_patch_encoder *encoder);

/// Bytes of scratch memory that one call of `ck_patch_encode` needs.
size_t ck_patch_scratch(const ck_patch_encoder *encoder);

/// Computes the features of one image: for each cell, row by row, the mean and then the maximum of each filter's
/// activation; cells × cells × 2 × filters values.
///
/// `path` is null for the best one. `scratch` is aligned to 64 bytes. Returns 0, or −1 for a path not there.
int ck_patch_encode(
    const ck_patch_encoder *encoder, const uint8_t *pixels, float *features, void *scratch, const char *path);

#endif
