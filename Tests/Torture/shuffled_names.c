// Gives the names of each folder in another order (LD_PRELOAD): all are read when it is opened, and shuffled by WINNOW_SHUFFLE.
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct names {
  DIR *folder;
  struct dirent *entries;
  size_t count, next;
  struct names *before;
};
static __thread struct names *all;

static struct names *find(DIR *folder) {
  for (struct names *one = all; one != NULL; one = one->before)
    if (one->folder == folder) return one;
  return NULL;
}

static DIR *shuffled(DIR *folder) {
  struct dirent *(*real_read)(DIR *) = (struct dirent * (*)(DIR *)) dlsym(RTLD_NEXT, "readdir");
  if (folder == NULL) return NULL;
  struct names *one = find(folder);
  if (one == NULL) {
    one = calloc(1, sizeof *one);
    one->before = all;
    all = one;
  }
  free(one->entries);
  *one = (struct names){folder, NULL, 0, 0, one->before};
  for (struct dirent *entry; (entry = real_read(folder)) != NULL;) {
    one->entries = realloc(one->entries, (one->count + 1) * sizeof *one->entries);
    memcpy(&one->entries[one->count++], entry, sizeof *entry);
  }
  const char *seed = getenv("WINNOW_SHUFFLE");
  uint64_t state = seed == NULL ? 1 : strtoull(seed, NULL, 10) * 0x9e3779b97f4a7c15u + one->count;
  for (size_t i = one->count; i > 1; i--) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    size_t j = (size_t)(state >> 33) % i;
    struct dirent kept = one->entries[i - 1];
    one->entries[i - 1] = one->entries[j];
    one->entries[j] = kept;
  }
  return folder;
}

DIR *opendir(const char *path) {
  return shuffled(((DIR * (*)(const char *)) dlsym(RTLD_NEXT, "opendir"))(path));
}

DIR *fdopendir(int descriptor) {
  return shuffled(((DIR * (*)(int)) dlsym(RTLD_NEXT, "fdopendir"))(descriptor));
}

void rewinddir(DIR *folder) {
  ((void (*)(DIR *))dlsym(RTLD_NEXT, "rewinddir"))(folder);
  if (find(folder) != NULL) shuffled(folder);
}

struct dirent *readdir(DIR *folder) {
  struct names *one = find(folder);
  if (one == NULL) return ((struct dirent * (*)(DIR *)) dlsym(RTLD_NEXT, "readdir"))(folder);
  return one->next < one->count ? &one->entries[one->next++] : NULL;
}
