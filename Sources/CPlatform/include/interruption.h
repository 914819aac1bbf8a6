#ifndef WINNOW_INTERRUPTION_H
#define WINNOW_INTERRUPTION_H

/// Has SIGINT, SIGTERM and SIGHUP reported through a pipe instead of ending the process; the second one ends it at once, with exit code
/// 128 + signal. One that is ignored, as SIGHUP is under `nohup`, stays ignored. A program that is started gets them as they were.
///
/// @return the end of the pipe to read the signal's number from, one byte; -1 and errno if there is none
int winnow_watch_interruptions(void);

#endif
