// EfficientNet-Lite0 as a source of features: RGB pictures of one size in, 2,048 numbers a picture out.
//
// Every path gives the same bits. An output element starts at its bias and takes one fused multiply-add a weight in
// a fixed order: the stem row by row, column by column, channel by channel; a depthwise convolution row by row,
// column by column, the zeros of the padding included; a 1 × 1 convolution channel by channel. Vectors run across
// output channels only, so that neither their width, nor the number of pictures in a call, nor a thread changes an
// order. A mean is the sum of its pixels in row order, from zero, divided once by their number.
//
// Liu, Tan and others: "Higher accuracy on vision models with EfficientNet-Lite" (TensorFlow blog, 2020);
// Tan, Le: "EfficientNet: rethinking model scaling for convolutional neural networks" (2019).

#ifndef CK_CONVNET_H
#define CK_CONVNET_H

#include <stddef.h>
#include <stdint.h>

/// Numbers a picture: the means and then the maxima of the 80, 112 and 192 channels of the outputs of blocks 7, 10 and
/// 14, then the means of the head's 1,280 channels.
#define CK_CONVNET_FEATURES 2048

/// Folded weights: for each convolution in order (the stem; expand, depthwise and project of each block; the head) its
/// biases, then its weights as [output][input][row][column].
#define CK_CONVNET_WEIGHTS 3350000

/// Pictures that are best given together: the weights of the later layers are then read once for all of them.
#define CK_CONVNET_PICTURES 8

/// Widths and heights that can be taken.
#define CK_CONVNET_SMALLEST 16
#define CK_CONVNET_LARGEST 1024

/// Whether this processor and build can take `path`: "plain", "avx2", "avx512" or "neon".
int ck_convnet_has_path(const char *path);

/// The path that `ck_convnet_features` takes: the best there is, or the one that `WINNOW_KERNEL` names.
const char *ck_convnet_path(void);

/// Numbers in the packed weights.
size_t ck_convnet_packed(void);

/// Lays `folded`, CK_CONVNET_WEIGHTS numbers of 4 bytes in little-endian order at any address, out as the inner loops read
/// it. `packed` is aligned to 64 bytes.
void ck_convnet_pack(const void *folded, float *packed);

/// Bytes of scratch memory that a call with at most `pictures` pictures of that size needs.
size_t ck_convnet_scratch(int32_t size, int32_t pictures);

/// Computes the features of `pictures` pictures, 1 to CK_CONVNET_PICTURES, of size × size pixels.
///
/// `pixels` is [picture][row][column][3], `features` [picture][CK_CONVNET_FEATURES]; `packed` and `scratch` are
/// aligned to 64 bytes. `path` is null for the best one. Returns 0, or −1 for a path not there.
int ck_convnet_features(
    const float *packed, int32_t size, int32_t pictures, const uint8_t *pixels, float *features, void *scratch,
    const char *path);

#endif
