import Texts

/// What the program's exit code says.
enum ExitStatus: Int32 {
  case done = 0
  /// The difference that was asked for exists, or a check failed.
  case difference = 1
  /// The spec or the command line is wrong.
  case usage = 2
  /// Input data is wrong.
  case data = 3
  /// A hook failed.
  case hook = 4
  /// The data directory is locked.
  case locked = 5
  /// The data directory is damaged.
  case damaged = 6
  /// A mistake of this program.
  case bug = 70

  /// The code for an error: the one place that picks it.
  init(_ kind: ErrorKind) {
    self =
      switch kind {
      case .difference: .difference
      case .usage: .usage
      case .data: .data
      case .hook: .hook
      case .locked: .locked
      case .damaged: .damaged
      case .bug: .bug
      }
  }
}
