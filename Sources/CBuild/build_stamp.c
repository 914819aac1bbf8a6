#include "build_stamp.h"

#define MARKER "winnow-build-stamp:"

// The marker, and room for 43 bytes and the zero behind them. .ci/stamp looks for the marker in the finished program and writes over the room: the
// commit is in the program, and no source changes with it. Volatile, since the compiler must not take the room for empty.
static const volatile char stamp[sizeof MARKER - 1 + 44] = MARKER;

const char *winnow_build_stamp(void) {
  return (const char *)stamp + sizeof MARKER - 1;
}
