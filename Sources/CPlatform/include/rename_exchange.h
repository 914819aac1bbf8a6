#ifndef WINNOW_RENAME_EXCHANGE_H
#define WINNOW_RENAME_EXCHANGE_H

/// Exchanges two files or directories of one file system in a single step; both must exist.
///
/// @return 0, or errno; EINVAL or ENOSYS where the file system or the kernel cannot do it
int winnow_rename_exchange(const char *from, const char *to);

#endif
