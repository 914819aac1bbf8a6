#if defined(__ARM_NEON)
#define TARGET
// Six pixels: 24 sums, four weights and a pixel's number in 32 registers.
#define TILE 6
#define ROW_TILE 8
#define PART 4
#include "convnet_body.h"

void ck_convnet_features_neon(
    const float *packed, int32_t size, int32_t pictures, const uint8_t *pixels, float *features, void *scratch) {
  run_network(packed, size, pictures, pixels, features, scratch);
}
#endif
