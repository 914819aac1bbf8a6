#define _GNU_SOURCE
#include "below_root.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#ifdef __linux__
#include <linux/openat2.h>
#include <sys/syscall.h>
#endif

// A folder on the way need not be one that can be listed.
#ifdef O_PATH
#define ON_THE_WAY (O_PATH | O_DIRECTORY | O_CLOEXEC)
#else
#define ON_THE_WAY (O_RDONLY | O_DIRECTORY | O_CLOEXEC)
#endif

// As many levels of a tree are held open at once; what lies deeper is brought up.
#define LEVELS 32

static int open_at(int folder, const char *name, int flags) {
  int opened;
  do opened = openat(folder, name, flags);
  while (opened < 0 && errno == EINTR);
  return opened;
}

static int is_link(int folder, const char *name) {
  struct stat found;
  return fstatat(folder, name, &found, AT_SYMLINK_NOFOLLOW) == 0 && S_ISLNK(found.st_mode);
}

/// Opens the folder of `below` in one call, and says where the name in it begins; -1 where it must be walked.
static int open_at_once(int root, const char *below, size_t *reached) {
#ifdef SYS_openat2
  size_t length = strlen(below);
  while (length > 0 && below[length - 1] == '/') length--;
  size_t start = length;
  while (start > 0 && below[start - 1] != '/') start--;
  char folder[1024];
  // `..` is walked, and refused there.
  if (start == 0 || start >= sizeof folder || strstr(below, "..") != NULL) return -1;
  memcpy(folder, below, start);
  folder[start] = 0;
  struct open_how how = {.flags = ON_THE_WAY, .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS};
  long opened = syscall(SYS_openat2, root, folder, &how, sizeof how);
  if (opened >= 0) *reached = start;
  return (int)opened;
#else
  (void)root;
  (void)below;
  (void)reached;
  return -1;
#endif
}

int winnow_open_folder_of(const char *root, const char *below, size_t *reached) {
  *reached = 0;
  int folder = open_at(AT_FDCWD, root, ON_THE_WAY);
  if (folder < 0) return -errno;
  // Where that fails or is not to be had, each part is opened by itself, which tells the one that is in the way.
  int found = open_at_once(folder, below, reached);
  if (found >= 0) {
    close(folder);
    return found;
  }
  const char *part = below;
  for (;;) {
    while (*part == '/') part++;
    size_t length = strcspn(part, "/");
    const char *next = part + length;
    while (*next == '/') next++;
    if (*next == 0) {
      *reached = (size_t)(part - below);
      return folder;
    }
    char name[256];
    int error = 0, inner = -1;
    if (length >= sizeof name) {
      error = ENAMETOOLONG;
    } else {
      memcpy(name, part, length);
      name[length] = 0;
      if (strcmp(name, "..") == 0) {
        error = EXDEV;
      } else {
        inner = open_at(folder, name, ON_THE_WAY | O_NOFOLLOW);
        if (inner < 0) error = errno;
        // Linux says that a link is no folder.
        if (error == ENOTDIR && is_link(folder, name)) error = ELOOP;
      }
    }
    close(folder);
    if (error != 0) {
      *reached = (size_t)(part - below) + length;
      return -error;
    }
    folder = inner;
    part = next;
  }
}

/// Brings a folder that lies too deep up into `top`, under a name that is free.
static int bring_up(int folder, const char *name, int top, unsigned *number) {
  for (;;) {
    char free_name[32];
    snprintf(free_name, sizeof free_name, ".deep-%u", (*number)++);
    if (renameat(folder, name, top, free_name) == 0) return 0;
    if (errno != EEXIST && errno != ENOTEMPTY && errno != ENOTDIR) return errno;
  }
}

static int clear(int folder, int top, int level, unsigned *number);

/// Removes an entry, whatever it is.
static int remove_entry(int folder, const char *name, int top, int level, unsigned *number) {
  if (unlinkat(folder, name, 0) == 0 || errno == ENOENT) return 0;
  int refused = errno;
  int inner = open_at(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (inner < 0) {
    if (errno == ENOENT) return 0;
    // It is no folder, so the first word holds.
    return errno == ENOTDIR || errno == ELOOP ? refused : errno;
  }
  int error = 0;
  if (level >= LEVELS) {
    close(inner);
    return bring_up(folder, name, top, number);
  }
  error = clear(inner, top < 0 ? inner : top, level + 1, number);
  close(inner);
  if (error != 0) return error;
  return unlinkat(folder, name, AT_REMOVEDIR) == 0 || errno == ENOENT ? 0 : errno;
}

static int clear(int folder, int top, int level, unsigned *number) {
  // Opened anew: a copy of the descriptor would share its place in the list.
  int listed = open_at(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (listed < 0) return errno;
  DIR *stream = fdopendir(listed);
  if (stream == NULL) {
    int error = errno;
    close(listed);
    return error;
  }
  int error = 0, found;
  // What was brought up, or came while the list was read, is found in the next pass.
  do {
    found = 0;
    rewinddir(stream);
    for (;;) {
      errno = 0;
      struct dirent *entry = readdir(stream);
      if (entry == NULL) {
        error = errno;
        break;
      }
      if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
      found = 1;
      error = remove_entry(folder, entry->d_name, top, level, number);
      if (error != 0) break;
    }
  } while (error == 0 && found);
  closedir(stream);
  return error;
}

int winnow_remove(int folder, const char *name) {
  unsigned number = 0;
  return remove_entry(folder, name, -1, 0, &number);
}

int winnow_clear(int folder) {
  unsigned number = 0;
  return clear(folder, folder, 1, &number);
}
