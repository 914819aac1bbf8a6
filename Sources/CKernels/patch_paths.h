// The paths of the patch features: one function an instruction set, all of them with the same results.

#ifndef CK_PATCH_PATHS_H
#define CK_PATCH_PATHS_H

#include "include/patch.h"

typedef struct {
  const char *name;
  int (*supported)(void);
  void (*encode)(const ck_patch_encoder *encoder, const uint8_t *pixels, float *features, void *scratch);
} ck_patch_path_entry;

int ck_patch_supports_plain(void);
void ck_patch_encode_plain(const ck_patch_encoder *, const uint8_t *, float *, void *);

#if defined(__x86_64__)
int ck_patch_supports_avx2(void);
int ck_patch_supports_avx512(void);
int ck_patch_supports_avx512vnni(void);
void ck_patch_encode_avx2(const ck_patch_encoder *, const uint8_t *, float *, void *);
void ck_patch_encode_avx512(const ck_patch_encoder *, const uint8_t *, float *, void *);
void ck_patch_encode_avx512vnni(const ck_patch_encoder *, const uint8_t *, float *, void *);
#endif

#if defined(__ARM_NEON)
void ck_patch_encode_neon(const ck_patch_encoder *, const uint8_t *, float *, void *);
#endif

#endif
