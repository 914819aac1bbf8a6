// Chooses the instruction set; see ck_vector.h.

#include "ck_vector_paths.h"

#include "include/patch.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#pragma STDC FP_CONTRACT OFF

// −1 until the first use.
static _Atomic int in_use = -1;

static const char *const names[CK_KERNEL_COUNT] = {"plain", "avx2", "avx512", "neon"};

int ck_kernel_available(int kernel) {
  switch (kernel) {
    case CK_PLAIN: return 1;
#if defined(__x86_64__)
    case CK_AVX2: return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    case CK_AVX512: return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("fma");
#elif defined(__aarch64__)
    case CK_NEON: return 1;
#endif
    default: return 0;
  }
}

const char *ck_kernel_name(int kernel) {
  return kernel >= 0 && kernel < CK_KERNEL_COUNT ? names[kernel] : NULL;
}

int ck_kernel_can_run(const char *name) {
  if (!name) return 0;
  for (int kernel = 0; kernel < CK_KERNEL_COUNT; kernel++)
    if (strcmp(name, names[kernel]) == 0) return ck_kernel_available(kernel);
  return ck_patch_has_path(name);
}

// What the environment asks for, or else the widest path that there is.
static int choose(void) {
  const char *asked = getenv("WINNOW_KERNEL");
  for (int kernel = 0; asked && kernel < CK_KERNEL_COUNT; kernel++)
    if (strcmp(asked, names[kernel]) == 0 && ck_kernel_available(kernel)) return kernel;
  for (int kernel = CK_KERNEL_COUNT - 1; kernel > CK_PLAIN; kernel--)
    if (ck_kernel_available(kernel)) return kernel;
  return CK_PLAIN;
}

int ck_kernel_in_use(void) {
  int kernel = atomic_load_explicit(&in_use, memory_order_relaxed);
  if (kernel < 0) {
    // Two threads that come here at once choose the same.
    kernel = choose();
    atomic_store_explicit(&in_use, kernel, memory_order_relaxed);
  }
  return kernel;
}

int ck_use_kernel(int kernel) {
  if (kernel >= 0 && !ck_kernel_available(kernel)) return 0;
  atomic_store_explicit(&in_use, kernel >= 0 ? kernel : choose(), memory_order_relaxed);
  return 1;
}

static const ck_vector_path *path(void) {
  switch (ck_kernel_in_use()) {
#if defined(__x86_64__)
    case CK_AVX2: return &ck_vector_avx2;
    case CK_AVX512: return &ck_vector_avx512;
#elif defined(__aarch64__)
    case CK_NEON: return &ck_vector_neon;
#endif
    default: return &ck_vector_plain;
  }
}

float ck_dot_f32(const float *a, const float *b, size_t n) { return path()->dot(a, b, n); }

float ck_squared_distance_f32(const float *a, const float *b, size_t n) {
  return path()->squared_distance(a, b, n);
}

void ck_nearest_f32(const float *points, const int32_t *rows, size_t count, const float *centroids,
                    const float *norms, size_t centroid_count, size_t stride, int32_t *nearest, float *score) {
  path()->nearest(points, rows, count, centroids, norms, centroid_count, stride, nearest, score);
}

void ck_scores_f32(const float *points, const int32_t *rows, size_t count, const float *centroids,
                   const float *norms, size_t centroid_count, size_t stride, float *scores) {
  path()->scores(points, rows, count, centroids, norms, centroid_count, stride, scores);
}

void ck_add_f32(double *sum, const float *values, size_t n) {
  for (size_t i = 0; i < n; i++) sum[i] += (double)values[i];
}

void ck_add_least_f32(double *sum, const float *scores, const float *norms, const float *least, size_t rows,
                      size_t columns) {
  for (size_t i = 0; i < rows; i++) {
    const float *row = scores + i * columns;
    const float norm = norms[i], now = least[i];
    for (size_t j = 0; j < columns; j++) {
      const float distance = norm + (row[j] < now ? row[j] : now);
      sum[j] += (double)(distance > 0.0f ? distance : 0.0f);
    }
  }
}
