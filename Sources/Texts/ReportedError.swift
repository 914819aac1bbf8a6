/// An error that is reported to a person: data, and the words for it beside the module that knows what happened.
package protocol ReportedError: Error, Sendable {
  /// A short name that never changes and that no other error has, as `storage.locked`.
  ///
  /// For scripts and logs, which must not read sentences.
  var code: String { get }
  /// Who has to act.
  var kind: ErrorKind { get }
  /// Where it is; nil where there is no place.
  var place: ErrorPlace? { get }
  /// The error that led to it; nil where it is the first.
  var underlying: (any Error)? { get }
  /// What is wrong, what was expected, what to do; without the program's name, and without a full stop.
  var message: String { get }
  /// The message as standard error shows it, without a line feed at the end; empty if all has been reported.
  var report: String { get }
}

extension ReportedError {
  package var place: ErrorPlace? { nil }
  package var underlying: (any Error)? { nil }

  package var report: String {
    Self.line(
      kind == .bug
        ? "this should not have happened: \(message)\nPlease report it with the command that led to it." : message)
  }

  /// A message behind the program's name.
  package static func line(_ message: String) -> String { "winnow: error: \(message)" }
}

/// An error that nobody has words for: a mistake of this program.
package struct UnexpectedError: ReportedError {
  package let underlying: (any Error)?

  /// Wraps an error of any type.
  package init(_ error: any Error) { underlying = error }

  package var code: String { "bug" }
  package var kind: ErrorKind { .bug }
  package var message: String { underlying.map { "\($0)" } ?? "" }
}
