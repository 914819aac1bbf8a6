// Without intrinsics: any processor.

#define TARGET
#define TILE 1
#define ROW_TILE 1
#define PART 16
#include "convnet_body.h"

void ck_convnet_features_plain(
    const float *packed, int32_t size, int32_t pictures, const uint8_t *pixels, float *features, void *scratch) {
  run_network(packed, size, pictures, pixels, features, scratch);
}

size_t ck_convnet_scratch(int32_t size, int32_t pictures) { return divide_scratch(size, pictures, NULL).bytes; }
