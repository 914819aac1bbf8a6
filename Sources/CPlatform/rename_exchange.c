#define _GNU_SOURCE
#include "rename_exchange.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>

int winnow_rename_exchange(const char *from, const char *to) {
#ifdef __APPLE__
  return renamex_np(from, to, RENAME_SWAP) == 0 ? 0 : errno;
#else
  return renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_EXCHANGE) == 0 ? 0 : errno;
#endif
}
