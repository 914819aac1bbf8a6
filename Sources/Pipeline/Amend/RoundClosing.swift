import Engine
import Stages
import Storage

/// Ends a round of labelling before all answers are in.
///
/// The order to do so lies in the inbox beside the answers, so it is an input of `ingest` like them and is kept with
/// them.
package struct RoundClosing: Sendable {
  private let project: Project

  /// Prepares the closing of rounds of a project.
  package init(_ project: Project) { self.project = project }

  /// Closes the round that an iteration waits for.
  ///
  /// - Returns: The file that closes it, nil if no round is waited for.
  /// - Throws: `EngineError`, `StorageError`.
  package func close(_ number: Int, reason: String) throws -> String? {
    let (executor, _) = try project.executor(number, progress: SilentProgress())
    let waiting = try executor.plan().lazy.compactMap { stage -> Waiting? in
      if case .wait(let waiting) = stage.decision { waiting } else { nil }
    }.first
    guard let waiting else { return nil }
    let answered = waiting.parts.map { "\($0.who): \($0.answered) of \($0.asked)" }.joined(separator: "\n")
    try Files.createDirectory(waiting.inbox)
    let path = "\(waiting.inbox)/\(IngestStage.closingFile(round: waiting.round))"
    try Files.writeAtomically(Array("\(reason)\n\(answered)\n".utf8), to: path)
    return path
  }
}
