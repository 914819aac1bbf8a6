import CPlatform
import Foundation
import JSON
import Storage

/// The role in which this program runs one hook and sees to it that nothing of it is left: see `supervise.h`.
package enum Supervisor {
  /// Supervises a program; the lifeline is standard input.
  ///
  /// Writes how it ended to `outcomePath`.
  ///
  /// - Throws: `StorageError` if supervision cannot be set up or the outcome cannot be written.
  package static func run(
    arguments: [String], directory: String, timeout: Double, grace: Double = 5, outcomePath: String
  ) throws {
    var outcome = winnow_outcome()
    // A hook that fills the disk must not keep its end from being recorded.
    let outcomeFile = try ReservedFile(creating: outcomePath)
    var pointers: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) }
    pointers.append(nil)
    defer { for pointer in pointers { free(pointer) } }
    let failure = winnow_supervise(&pointers, directory, timeout, grace, STDIN_FILENO, &outcome)
    guard failure == 0 else {
      throw StorageError.system(operation: "supervise", path: arguments.first ?? "", errno: failure)
    }
    let ending: SupervisedOutcome.Ending =
      switch outcome.ending {
      case WINNOW_EXITED: .exited
      case WINNOW_SIGNALLED: .signalled
      case WINNOW_TIMED_OUT: .timedOut
      case WINNOW_NOT_STARTED: .notStarted
      default: .cancelled
      }
    try outcomeFile.write(CodedJSON.bytes(of: SupervisedOutcome(ending: ending, code: outcome.code), .compact))
  }
}
