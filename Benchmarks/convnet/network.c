// Runs the network on the definition's picture.
// usage: network WEIGHTS SIZE PICTURES REPEATS PATH    the features of one picture as bytes to standard output, and to
// standard error the least milliseconds of CPU time a picture
//        network paths                                 the paths that this processor has

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "convnet.h"

static double seconds(void) {
  struct timespec time;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static void *aligned(size_t bytes) {
  void *memory = aligned_alloc(64, (bytes + 63) / 64 * 64);
  if (memory == NULL) exit(3);
  return memory;
}

int main(int count, char **arguments) {
  if (count == 2) {
    const char *const paths[] = {"plain", "avx2", "avx512", "neon"};
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++)
      if (ck_convnet_has_path(paths[i])) puts(paths[i]);
    return 0;
  }
  if (count != 6) return 2;
  FILE *file = fopen(arguments[1], "rb");
  char *folded = aligned(4 * CK_CONVNET_WEIGHTS);
  if (file == NULL || fread(folded, 4, CK_CONVNET_WEIGHTS, file) != CK_CONVNET_WEIGHTS) return 3;
  float *packed = aligned(sizeof(float) * ck_convnet_packed());
  ck_convnet_pack(folded, packed);

  const int size = atoi(arguments[2]), pictures = atoi(arguments[3]), repeats = atoi(arguments[4]);
  unsigned char *pixels = aligned((size_t)pictures * (size_t)size * (size_t)size * 3), *pixel = pixels;
  for (int picture = 0; picture < pictures; picture++)
    for (int y = 0; y < size; y++)
      for (int x = 0; x < size; x++)
        for (int c = 0; c < 3; c++) *pixel++ = (unsigned char)((7 * x + 13 * y + 29 * c + x * y % 31) % 256);
  float *features = aligned(sizeof(float) * CK_CONVNET_FEATURES * (size_t)pictures);
  void *scratch = aligned(ck_convnet_scratch(size, pictures));
  double least = 1e9;
  for (int repeat = 0; repeat < repeats; repeat++) {
    const double start = seconds();
    if (ck_convnet_features(packed, size, pictures, pixels, features, scratch, arguments[5]) != 0) return 4;
    const double taken = seconds() - start;
    if (taken < least) least = taken;
  }
  for (int picture = 1; picture < pictures; picture++)
    if (memcmp(features, features + picture * CK_CONVNET_FEATURES, sizeof(float) * CK_CONVNET_FEATURES) != 0) return 5;
  fprintf(stderr, "%.3f\n", 1e3 * least / pictures);
  return fwrite(features, sizeof(float), CK_CONVNET_FEATURES, stdout) == CK_CONVNET_FEATURES ? 0 : 6;
}
