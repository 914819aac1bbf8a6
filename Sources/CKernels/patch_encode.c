#include "include/patch.h"

#include <stdlib.h>
#include <string.h>

#include "patch_paths.h"

#pragma STDC FP_CONTRACT OFF

static const ck_patch_path_entry paths[] = {
#if defined(__x86_64__)
    {"avx512vnni", ck_patch_supports_avx512vnni, ck_patch_encode_avx512vnni},
    {"avx512", ck_patch_supports_avx512, ck_patch_encode_avx512},
    {"avx2", ck_patch_supports_avx2, ck_patch_encode_avx2},
#endif
#if defined(__ARM_NEON)
    {"neon", ck_patch_supports_plain, ck_patch_encode_neon},
#endif
    {"plain", ck_patch_supports_plain, ck_patch_encode_plain},
};

static const ck_patch_path_entry *find_path(const char *name) {
  for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
    if (name != NULL && strcmp(paths[i].name, name) != 0) continue;
    if (paths[i].supported()) return &paths[i];
  }
  return NULL;
}

// The choice is the same every time, so two threads that make it at once do no harm.
static const ck_patch_path_entry *best_path(void) {
  static const ck_patch_path_entry *chosen = NULL;
  const ck_patch_path_entry *path = __atomic_load_n(&chosen, __ATOMIC_ACQUIRE);
  if (path != NULL) return path;
  const char *forced = getenv("WINNOW_KERNEL");
  if (forced != NULL && forced[0] != 0) path = find_path(forced);
  if (path == NULL) path = find_path(NULL);
  __atomic_store_n(&chosen, path, __ATOMIC_RELEASE);
  return path;
}

int ck_patch_has_path(const char *path) { return path != NULL && find_path(path) != NULL; }

const char *ck_patch_path(void) { return best_path()->name; }

int32_t ck_patch_positions(const ck_patch_encoder *e) { return (e->size - e->patch) / e->stride + 1; }

int ck_patch_supports_plain(void) { return 1; }

int ck_patch_encode(
    const ck_patch_encoder *encoder, const uint8_t *pixels, float *features, void *scratch, const char *path) {
  const ck_patch_path_entry *chosen = path == NULL ? best_path() : find_path(path);
  if (chosen == NULL) return -1;
  chosen->encode(encoder, pixels, features, scratch);
  return 0;
}
