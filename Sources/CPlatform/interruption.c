#define _GNU_SOURCE
#include "interruption.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <unistd.h>

static int ends[2] = {-1, -1};
static volatile sig_atomic_t count;

static void on_interruption(int number) {
  int error = errno;
  if (count++ > 0) _exit(128 + number);
  unsigned char byte = (unsigned char)number;
  ssize_t written = write(ends[1], &byte, 1);
  (void)written;
  errno = error;
}

int winnow_watch_interruptions(void) {
  static const int signals[] = {SIGINT, SIGTERM, SIGHUP};
  if (pipe(ends) != 0) return -1;
  fcntl(ends[0], F_SETFD, FD_CLOEXEC);
  fcntl(ends[1], F_SETFD, FD_CLOEXEC);
  for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
    struct sigaction action;
    if (sigaction(signals[i], NULL, &action) != 0 || action.sa_handler == SIG_IGN) continue;
    action.sa_handler = on_interruption;
    action.sa_flags = SA_RESTART;
    sigfillset(&action.sa_mask);
    sigaction(signals[i], &action, NULL);
  }
  return ends[0];
}
