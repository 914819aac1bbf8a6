#ifndef WINNOW_LIBRARY_VERSIONS_H
#define WINNOW_LIBRARY_VERSIONS_H

#include <stddef.h>

/// Asks one of the system's libraries for the version that the program runs with.
///
/// @param index from 0
/// @param version set to the version, or to what is known of it; cut off where there is no room
/// @return the library's name, or NULL if there are not so many
const char *winnow_library(int index, char *version, size_t room);

#endif
