#if defined(__x86_64__)
#define TARGET __attribute__((target("avx2,fma")))
// Six pixels: twelve sums, two weights and a pixel's number fill the sixteen registers.
#define TILE 6
#define ROW_TILE 8
#define PART 8
#include "convnet_body.h"

TARGET void ck_convnet_features_avx2(
    const float *packed, int32_t size, int32_t pictures, const uint8_t *pixels, float *features, void *scratch) {
  run_network(packed, size, pictures, pixels, features, scratch);
}

int ck_convnet_supports_avx2(void) { return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"); }
#endif
