// Mistakes in bringing things to the disk, put into a program from outside (LD_PRELOAD), so that no weak code is in the program itself:
//   WINNOW_MUTANT=files     fsync of a file does nothing
//   WINNOW_MUTANT=folders   fsync of a folder does nothing
//   WINNOW_MUTANT=parents   fsync of the folder that something was last renamed into does nothing
//   WINNOW_MUTANT=late      a file is renamed first and fsynced afterwards, a moment later
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int (*real_fsync)(int);
static int (*real_renameat)(int, const char *, int, const char *);
static const char *mutant;
static int late = -1;
static struct stat renamed_into;

__attribute__((constructor)) static void begin(void) {
  real_fsync = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
  real_renameat = (int (*)(int, const char *, int, const char *))dlsym(RTLD_NEXT, "renameat");
  mutant = getenv("WINNOW_MUTANT");
  if (mutant == NULL) mutant = "";
}

int fsync(int descriptor) {
  struct stat status;
  if (fstat(descriptor, &status) != 0) return real_fsync(descriptor);
  int folder = S_ISDIR(status.st_mode);
  if (strcmp(mutant, "files") == 0 && !folder) return 0;
  if (strcmp(mutant, "folders") == 0 && folder) return 0;
  if (strcmp(mutant, "parents") == 0 && folder && status.st_ino == renamed_into.st_ino) {
    renamed_into.st_ino = 0;
    return 0;
  }
  if (strcmp(mutant, "late") == 0 && !folder) {
    if (late >= 0) close(late);
    late = dup(descriptor);
    return 0;
  }
  return real_fsync(descriptor);
}

/// After a renaming into the folder `folder`, a path relative to `at`.
static void renamed(int at, const char *folder) {
  fstatat(at, folder, &renamed_into, 0);
  if (late < 0) return;
  // Another file's fsync, or the journal's own time, may come first.
  usleep(20000);
  real_fsync(late);
  close(late);
  late = -1;
}

int renameat(int from_folder, const char *from, int to_folder, const char *to) {
  int result = real_renameat(from_folder, from, to_folder, to);
  if (result != 0) return result;
  char parent[4096];
  strncpy(parent, to, sizeof parent - 1);
  parent[sizeof parent - 1] = 0;
  char *slash = strrchr(parent, '/');
  if (slash != NULL) *slash = 0;
  renamed(to_folder, slash == NULL ? "." : parent);
  return result;
}

int rename(const char *from, const char *to) { return renameat(AT_FDCWD, from, AT_FDCWD, to); }
