import ArgumentParser
import Texts

/// How the program ends on an error: the exit code, and the message.
struct Failure {
  let status: ExitStatus
  /// For standard error; empty if all has been reported.
  var report = ""
  /// For standard output, if it is no error but help that was asked for.
  var help: String?

  /// What an error comes to.
  ///
  /// - Parameters:
  ///   - error: Whatever a command has thrown.
  ///   - program: The command that knows all others, for errors of the command line's grammar.
  init(_ error: any Error, of program: any ParsableCommand.Type) {
    switch error {
    case let error as any ReportedError:
      status = ExitStatus(error.kind)
      report = error.report
    case is CancellationError:
      status = .bug
      report = UnexpectedError.line("interrupted")
    default:
      switch program.exitCode(for: error) {
      case .success:
        status = .done
        help = program.message(for: error)
      case .validationFailure:
        status = .usage
        report = program.fullMessage(for: error)
      default:
        status = .bug
        report = UnexpectedError(error).report
      }
    }
  }
}
