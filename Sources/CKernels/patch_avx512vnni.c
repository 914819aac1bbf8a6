#if defined(__x86_64__)
#include <immintrin.h>

#define CK_PATCH_TARGET __attribute__((target("avx2,avx512f,avx512bw,avx512vl,avx512dq,avx512vnni")))
#include "patch_body.h"

#define MULTIPLY_ADD(sum, a, b) _mm512_dpwssd_epi32(sum, a, b)
#include "patch_avx512.h"

CK_PATCH_TARGET void ck_patch_encode_avx512vnni(
    const ck_patch_encoder *e, const uint8_t *pixels, float *features, void *scratch) {
  encode_body(e, pixels, features, scratch);
}

int ck_patch_supports_avx512vnni(void) {
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw")
      && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq")
      && __builtin_cpu_supports("avx512vnni");
}
#endif
