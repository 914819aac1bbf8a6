#ifndef WINNOW_DIRECTORY_LOCK_H
#define WINNOW_DIRECTORY_LOCK_H

/// Takes an exclusive lock on an open file without waiting; the kernel releases it when the last descriptor closes,
/// however the process ends.
///
/// @return 0, or errno; EWOULDBLOCK if another descriptor holds it
int winnow_flock(int descriptor);

#endif
