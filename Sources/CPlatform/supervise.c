#define _GNU_SOURCE
#include "supervise.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#ifdef __linux__
#include <sys/prctl.h>
#endif

static volatile sig_atomic_t told_to_end;
/// A signal may reach any thread of the process, and one that is not waiting for it here: what it has to say lies in a pipe,
/// where it is found whenever it is looked for.
static int wake[2] = {-1, -1};

static void on_signal(int number) {
  int error = errno;
  if (number != SIGCHLD) told_to_end = 1;
  ssize_t written = write(wake[1], "", 1);
  (void)written;
  errno = error;
}

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

#ifdef __linux__
struct process {
  pid_t pid, parent;
};

/// The parent of `pid`, -1 if it is gone. The name in /proc/PID/stat may hold anything, so the fields are counted from
/// the last parenthesis.
static pid_t parent_of(pid_t pid) {
  char path[64], text[1024];
  snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return -1;
  ssize_t length = read(fd, text, sizeof text - 1);
  close(fd);
  if (length <= 0) return -1;
  text[length] = 0;
  char *close_paren = strrchr(text, ')');
  int parent = -1;
  if (close_paren == NULL || sscanf(close_paren + 1, " %*c %d", &parent) != 1) return -1;
  return parent;
}

/// Sends SIGKILL to every descendant of this process. One round may miss a child born meanwhile: the caller repeats.
static void kill_descendants(void) {
  DIR *proc = opendir("/proc");
  if (proc == NULL) return;
  struct process *list = NULL;
  size_t count = 0, room = 0;
  for (struct dirent *entry; (entry = readdir(proc)) != NULL;) {
    if (!isdigit((unsigned char)entry->d_name[0])) continue;
    pid_t pid = (pid_t)atoi(entry->d_name);
    pid_t parent = parent_of(pid);
    if (parent <= 0) continue;
    if (count == room) {
      room = room ? room * 2 : 256;
      struct process *larger = realloc(list, room * sizeof *list);
      if (larger == NULL) break;
      list = larger;
    }
    list[count++] = (struct process){pid, parent};
  }
  closedir(proc);
  pid_t self = getpid();
  for (size_t i = 0; i < count; i++) {
    pid_t ancestor = list[i].parent;
    for (int depth = 0; ancestor > 1 && ancestor != self && depth < 4096; depth++) {
      pid_t next = -1;
      for (size_t j = 0; j < count; j++)
        if (list[j].pid == ancestor) next = list[j].parent;
      ancestor = next;
    }
    if (ancestor == self) kill(list[i].pid, SIGKILL);
  }
  free(list);
}

/// Whether the process was started with `variable` in its environment, which is read up to a mebibyte.
static int has_variable(pid_t pid, const char *variable, char *room, size_t size) {
  char path[64];
  snprintf(path, sizeof path, "/proc/%d/environ", (int)pid);
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return 0;
  size_t length = 0;
  for (ssize_t got; length < size - 1 && (got = read(fd, room + length, size - 1 - length)) > 0;) length += (size_t)got;
  close(fd);
  room[length] = 0;
  for (size_t at = 0; at < length; at += strlen(room + at) + 1)
    if (strcmp(room + at, variable) == 0) return 1;
  return 0;
}

void winnow_end_marked(const char *variable) {
  size_t size = 1 << 20;
  char *room = malloc(size);
  if (room == NULL) return;
  // One that dies has no environment any more; one that was born meanwhile is found the next time.
  for (int round = 0, found = 1; found && round < 200; round++) {
    found = 0;
    DIR *proc = opendir("/proc");
    if (proc == NULL) break;
    for (struct dirent *entry; (entry = readdir(proc)) != NULL;) {
      if (!isdigit((unsigned char)entry->d_name[0])) continue;
      pid_t pid = (pid_t)atoi(entry->d_name);
      if (pid == getpid() || !has_variable(pid, variable, room, size)) continue;
      kill(pid, SIGKILL);
      found = 1;
    }
    closedir(proc);
    struct timespec wait = {0, 5000000};
    if (found) nanosleep(&wait, NULL);
  }
  free(room);
}
#else
static void kill_descendants(void) {}

void winnow_end_marked(const char *variable) { (void)variable; }
#endif

/// Waits for one child to change state, for the lifeline or for a signal, `seconds` at the most.
/// Returns 1 if the lifeline is closed.
static int pause_for(double seconds, int lifeline, const sigset_t *open_mask) {
  if (seconds < 0) seconds = 0;
  struct timespec wait = {(time_t)seconds, (long)((seconds - (double)(time_t)seconds) * 1e9)};
  fd_set readable;
  FD_ZERO(&readable);
  FD_SET(wake[0], &readable);
  if (lifeline >= 0) FD_SET(lifeline, &readable);
  int ready = pselect((lifeline > wake[0] ? lifeline : wake[0]) + 1, &readable, NULL, NULL, &wait, open_mask);
  if (ready <= 0) return 0;
  char many[64];
  if (FD_ISSET(wake[0], &readable))
    while (read(wake[0], many, sizeof many) > 0) {}
  if (lifeline < 0 || !FD_ISSET(lifeline, &readable)) return 0;
  char byte;
  ssize_t got = read(lifeline, &byte, 1);
  return got == 0 || (got < 0 && errno != EINTR && errno != EAGAIN);
}

/// Reaps what has ended. Returns 1 if the leader is among it, and -1 if there are no children at all.
static int reap(pid_t leader, int *status) {
  int found = 0, one;
  for (;;) {
    pid_t pid = waitpid(-1, &one, WNOHANG);
    if (pid == 0) return found;
    if (pid < 0) return errno == ECHILD && !found ? -1 : found;
    if (pid == leader) {
      *status = one;
      found = 1;
    }
  }
}

int winnow_supervise(char *const argv[], const char *directory, double timeout_s, double grace_s, int lifeline,
                     struct winnow_outcome *outcome) {
#ifdef __linux__
  if (prctl(PR_SET_CHILD_SUBREAPER, 1) != 0) return errno;
#endif
  told_to_end = 0;
  if (pipe(wake) != 0) return errno;
  for (int end = 0; end < 2; end++) {
    fcntl(wake[end], F_SETFD, FD_CLOEXEC);
    fcntl(wake[end], F_SETFL, O_NONBLOCK);
  }
  struct sigaction action = {0};
  action.sa_handler = on_signal;
  sigemptyset(&action.sa_mask);
  sigaction(SIGCHLD, &action, NULL);
  sigaction(SIGTERM, &action, NULL);
  sigaction(SIGINT, &action, NULL);
  sigaction(SIGHUP, &action, NULL);
  sigset_t blocked, open_mask;
  sigemptyset(&blocked);
  sigaddset(&blocked, SIGCHLD);
  sigaddset(&blocked, SIGTERM);
  sigaddset(&blocked, SIGINT);
  sigaddset(&blocked, SIGHUP);
  sigprocmask(SIG_BLOCK, &blocked, &open_mask);
  sigdelset(&open_mask, SIGCHLD);
  sigdelset(&open_mask, SIGTERM);
  sigdelset(&open_mask, SIGINT);
  sigdelset(&open_mask, SIGHUP);

  int report[2];
  if (pipe(report) != 0) return errno;
  fcntl(report[0], F_SETFD, FD_CLOEXEC);
  fcntl(report[1], F_SETFD, FD_CLOEXEC);
  pid_t leader = fork();
  if (leader < 0) {
    int error = errno;
    close(report[0]);
    close(report[1]);
    return error;
  }
  if (leader == 0) {
    setpgid(0, 0);
#ifdef __linux__
    // A hook that kills its supervisor ends with it.
    prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
    signal(SIGCHLD, SIG_DFL);
    signal(SIGTERM, SIG_DFL);
    signal(SIGINT, SIG_DFL);
    signal(SIGHUP, SIG_DFL);
    signal(SIGPIPE, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    int null = open("/dev/null", O_RDONLY);
    if (null >= 0) dup2(null, STDIN_FILENO);
    if (chdir(directory) == 0) execvp(argv[0], argv);
    int error = errno;
    ssize_t written = write(report[1], &error, sizeof error);
    (void)written;
    _exit(127);
  }
  setpgid(leader, leader);
  close(report[1]);
  int start_error = 0;
  ssize_t got;
  do got = read(report[0], &start_error, sizeof start_error);
  while (got < 0 && errno == EINTR);
  close(report[0]);

  double deadline = now() + timeout_s;
  int status = 0, leader_gone = 0;
  enum winnow_ending ending = WINNOW_EXITED;
  while (!leader_gone) {
    int found = reap(leader, &status);
    if (found != 0) {
      leader_gone = 1;
      break;
    }
    double left = deadline - now();
    if (left <= 0) {
      ending = WINNOW_TIMED_OUT;
      break;
    }
    if (pause_for(left < 3600 ? left : 3600, lifeline, &open_mask) || told_to_end) {
      ending = WINNOW_CANCELLED;
      break;
    }
  }
  if (ending == WINNOW_TIMED_OUT || ending == WINNOW_CANCELLED) {
    kill(-leader, SIGTERM);
    double patience = now() + (ending == WINNOW_TIMED_OUT ? grace_s : (grace_s < 1 ? grace_s : 1));
    while (!leader_gone && now() < patience) {
      if (reap(leader, &status) != 0) leader_gone = 1;
      else pause_for(patience - now(), -1, &open_mask);
    }
  }
  kill(-leader, SIGKILL);
  for (;;) {
    kill_descendants();
    if (reap(leader, &status) < 0) break;
    pause_for(0.002, -1, &open_mask);
  }

  outcome->ending = ending;
  outcome->code = 0;
  if (got == (ssize_t)sizeof start_error) {
    outcome->ending = WINNOW_NOT_STARTED;
    outcome->code = start_error;
  } else if (ending == WINNOW_EXITED) {
    if (WIFSIGNALED(status)) {
      outcome->ending = WINNOW_SIGNALLED;
      outcome->code = WTERMSIG(status);
    } else {
      outcome->code = WEXITSTATUS(status);
    }
  }
  return 0;
}
