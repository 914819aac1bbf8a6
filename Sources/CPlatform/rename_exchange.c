#define _GNU_SOURCE
#include "rename_exchange.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>

int winnow_rename_exchange(int from_folder, const char *from, int to_folder, const char *to) {
#ifdef __APPLE__
  return renameatx_np(from_folder, from, to_folder, to, RENAME_SWAP) == 0 ? 0 : errno;
#else
  return renameat2(from_folder, from, to_folder, to, RENAME_EXCHANGE) == 0 ? 0 : errno;
#endif
}
