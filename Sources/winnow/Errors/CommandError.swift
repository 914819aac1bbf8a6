import Texts

/// What is wrong with a command line beyond its grammar.
enum CommandError: Error {
  /// Several specs could be meant, or none is there.
  case whichSpec([String])
  /// Nothing has been exported that could be answered or closed.
  case nothingExported(iteration: Int)
  /// An argument has a value that does not do.
  case badArgument(String, String)
  /// A command needs an iteration that is not there.
  case noIteration(Int)
  /// An iteration that nothing has been run of.
  case notBegun(Int)
}

extension CommandError: ReportedError {
  var code: String {
    switch self {
    case .whichSpec: "command.which_spec"
    case .nothingExported: "command.nothing_exported"
    case .badArgument: "command.bad_argument"
    case .noIteration: "command.no_iteration"
    case .notBegun: "command.not_begun"
    }
  }

  var kind: ErrorKind { .usage }

  var message: String {
    switch self {
    case .whichSpec(let found) where found.isEmpty:
      "no spec: give --spec FILE or set WINNOW_SPEC"
    case .whichSpec(let found): "which spec? give --spec or set WINNOW_SPEC to one of \(found.joined(separator: ", "))"
    case .nothingExported(let iteration):
      "iteration \(iteration) has exported nothing that waits for answers; winnow run \(iteration) comes first"
    case .badArgument(let value, let problem): "\(value.quoted): \(problem)"
    case .notBegun(let number): "iteration \(number) has not begun; winnow run \(number) begins it"
    case .noIteration(let number): "iteration \(number) is not sealed; winnow run \(number) goes on with it"
    }
  }
}
