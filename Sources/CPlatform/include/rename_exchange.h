#ifndef WINNOW_RENAME_EXCHANGE_H
#define WINNOW_RENAME_EXCHANGE_H

/// Exchanges two files or directories of one file system in a single step; both must exist.
///
/// @param from_folder the descriptor of the folder that `from` is relative to, or AT_FDCWD
/// @param to_folder the same for `to`
/// @return 0, or errno; EINVAL or ENOSYS where the file system or the kernel cannot do it
int winnow_rename_exchange(int from_folder, const char *from, int to_folder, const char *to);

#endif
