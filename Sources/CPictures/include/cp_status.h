#ifndef CP_STATUS_H
#define CP_STATUS_H

/// What came of a call into one of the libraries.
enum {
  CP_OK = 0,
  /// The bytes end before the picture does.
  CP_TRUNCATED = 1,
  CP_DAMAGED = 2,
  /// A sound file of a kind that is not read.
  CP_UNSUPPORTED = 3,
  CP_MEMORY = 4,
};

/// Room for a message of a library, with its end.
enum { CP_MESSAGE = 256 };

#endif
