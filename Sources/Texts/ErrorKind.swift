/// Who has to act on an error; the program's exit code follows from it.
package enum ErrorKind: Sendable, Equatable, CaseIterable {
  /// A check failed, or the difference that was asked for exists.
  case difference
  /// The spec or the command line is wrong.
  case usage
  /// Input data is wrong.
  case data
  /// A hook failed.
  case hook
  /// The data directory is locked.
  case locked
  /// The data directory is damaged.
  case damaged
  /// A mistake of this program.
  case bug
}
