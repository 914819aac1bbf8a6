#ifndef WINNOW_SUPERVISE_H
#define WINNOW_SUPERVISE_H

/// How a supervised program ended.
enum winnow_ending {
  WINNOW_EXITED = 0,
  WINNOW_SIGNALLED = 1,
  WINNOW_TIMED_OUT = 2,
  /// The program could not be started; `code` is errno.
  WINNOW_NOT_STARTED = 3,
  /// The lifeline was closed or the supervisor was told to end.
  WINNOW_CANCELLED = 4,
};

struct winnow_outcome {
  enum winnow_ending ending;
  /// Exit code, signal number or errno.
  int code;
};

/// Runs a program and sees to it that nothing of it is left afterwards.
///
/// The calling process becomes subreaper, so that descendants that left the program's process group or outlived their
/// parent come to it and are ended too. They are ended when the program has exited, when `timeout_s` has passed (SIGTERM
/// to the group, after `grace_s` SIGKILL to all), when `lifeline` is closed at its other end, and on SIGTERM or SIGINT.
///
/// @param argv       program and arguments, ended by NULL; the program is looked up in PATH
/// @param directory  working directory of the program
/// @param lifeline   a descriptor that becomes readable (end of file) when whoever asked for the run is gone
/// @return 0, or errno if supervision itself could not be set up
int winnow_supervise(char *const argv[], const char *directory, double timeout_s, double grace_s, int lifeline,
                     struct winnow_outcome *outcome);

/// Ends with SIGKILL every process whose environment has `variable`, and waits until there is none, a second at the most.
///
/// For what a hook leaves that has killed its supervisor: nobody is the parent of that any more, and the environment that
/// it was started with is all that is known of it. Does nothing where there is no /proc.
///
/// @param variable  `NAME=VALUE`, of a value that no other process has
void winnow_end_marked(const char *variable);

#endif
