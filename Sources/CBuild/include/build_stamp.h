#ifndef WINNOW_BUILD_STAMP_H
#define WINNOW_BUILD_STAMP_H

/// What the program was made from, as `.ci/stamp` has written it into the finished program: twelve digits of a commit, and whether the sources differed from it.
///
/// @return an empty text where nobody has written anything, as after `swift build`
const char *winnow_build_stamp(void);

#endif
