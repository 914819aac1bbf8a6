#if defined(__x86_64__)
#define TARGET __attribute__((target("avx2,fma,avx512f,avx512bw,avx512vl,avx512dq")))
#define TILE 24
#define ROW_TILE 8
#define PART 16
#include "convnet_body.h"

TARGET void ck_convnet_features_avx512(
    const float *packed, int32_t size, int32_t pictures, const uint8_t *pixels, float *features, void *scratch) {
  run_network(packed, size, pictures, pixels, features, scratch);
}

int ck_convnet_supports_avx512(void) {
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw")
      && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("fma");
}
#endif
