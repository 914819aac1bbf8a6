#ifndef WINNOW_BELOW_ROOT_H
#define WINNOW_BELOW_ROOT_H

#include <stddef.h>

/// Opens the folder that the last part of `below` lies in, part by part from `root` on, and follows no link below it.
///
/// @param root a folder, or a link to one
/// @param below a path below it, without a part `..`
/// @param reached set to where in `below` the last part begins; after an error to where the part ends that is at fault
/// @return a descriptor for calls as `openat`, or -errno; -ELOOP if a part is a link
int winnow_open_folder_of(const char *root, const char *below, size_t *reached);

/// Removes a file, a link or a tree, through descriptors of its folders: no link is followed, whatever happens meanwhile.
///
/// Names are bytes, and a tree may be as deep as it likes.
///
/// @param folder a folder's descriptor, or AT_FDCWD
/// @return 0, or errno
int winnow_remove(int folder, const char *name);

/// Removes all that a folder holds, as `winnow_remove` does.
///
/// @param folder a folder's descriptor that can be read
/// @return 0, or errno
int winnow_clear(int folder);

#endif
