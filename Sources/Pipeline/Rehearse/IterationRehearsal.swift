import Engine
import Stages
import Storage

/// Runs an iteration to its seal, simulated annotators answering every export.
package struct IterationRehearsal: Sendable {
  private let project: Project
  private let rehearsal: AnnotationRehearsal

  /// Prepares the rehearsal.
  package init(_ project: Project, rehearsal: AnnotationRehearsal) {
    self.project = project
    self.rehearsal = rehearsal
  }

  /// Runs an iteration.
  ///
  /// The caller holds the directory's lock.
  ///
  /// - Parameters:
  ///   - number: The iteration.
  ///   - progress: Told how far it has come.
  ///   - answered: Told of each round that was answered, with the number of people.
  /// - Returns: The seal.
  /// - Throws: What a run throws.
  package func run(
    _ number: Int, progress: any RunProgress, answered: (Int, Int) -> Void
  ) async throws -> Seal {
    for _ in 0...StageName.rounds {
      let (executor, _) = try project.executor(number, progress: progress)
      let summary = try await executor.run()
      if let seal = summary.seal { return seal }
      let outcome = try rehearsal.answer(number)
      if let round = outcome.round { answered(round, outcome.files.count) }
    }
    throw EngineError.stillWaiting(iteration: number)
  }
}
