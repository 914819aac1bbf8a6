#include "directory_lock.h"

#include <errno.h>
#include <sys/file.h>

int winnow_flock(int descriptor) {
  int result;
  do result = flock(descriptor, LOCK_EX | LOCK_NB);
  while (result != 0 && errno == EINTR);
  return result == 0 ? 0 : errno;
}
