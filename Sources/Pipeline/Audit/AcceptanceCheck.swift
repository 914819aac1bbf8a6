import Engine
import Foundation
import Spec
import Stages
import Storage
import Texts

/// Opens the acceptance set: measures the model of a sealed iteration on images that were never selected, never trained on and
/// never asked about, and keeps what it came to beside the seal.
///
/// The set is good for one look; each further one is refused without a reason, which is kept.
package struct AcceptanceCheck: Sendable {
  /// What an opening came to.
  package struct Outcome: Sendable {
    package let opening: AcceptanceOpening
    package let figures: AcceptanceFigures
    /// The record's file.
    package let path: String
  }

  private let project: Project
  private let directory: DataDirectory

  /// Prepares an opening; the caller holds the directory's lock.
  package init(_ project: Project, _ directory: DataDirectory) {
    self.project = project
    self.directory = directory
  }

  /// Opens the set.
  ///
  /// Nothing of the figures is shown before the record is on the disk.
  ///
  /// - Parameters:
  ///   - number: The iteration; nil means the latest sealed one that has a model.
  ///   - reason: Why the set is opened once more; nil where it was not opened before.
  ///   - progress: Told how far it has come.
  /// - Returns: What it came to, and where that is kept.
  /// - Throws: `OpeningError` where the set may not be opened; `AcceptanceError` where the sealed model cannot be measured;
  ///   `HookCheckError`, `EngineError`, `DataError`, `StorageError`. Nothing was written then.
  package func open(_ number: Int?, reason: String?, progress: any RunProgress) async throws -> Outcome {
    if let reason, reason.allSatisfy(\.isWhitespace) || reason.utf8.count > 4096 { throw OpeningError.blankReason }
    let start = ContinuousClock.now
    let (recorded, seal) = try iteration(number)
    let declared = recorded.spec.holdout.acceptance
    guard let declared else {
      throw OpeningError.noSet(iteration: recorded.number, isDeclaredNow: project.spec.holdout.acceptance != nil)
    }
    let before = try AcceptanceOpenings(directory).entries
    if let first = before.first, reason == nil {
      throw OpeningError.opened(
        iteration: first.opening.iteration, time: first.opening.time, file: first.path, since: before.count - 1)
    }
    let again = Project(project, spec: recorded.spec, data: directory.root)
    try again.checkHooks(only: StageName.train)
    let setup = StageSetup(spec: recorded.spec, baseDirectory: project.baseDirectory)
    let scope = IterationScope(
      directory: directory, iteration: recorded.number,
      earlier: try Iteration(directory, recorded.number).earlier(), manifest: recorded.manifest)
    let set = try AcceptanceSet(setup, scope, files: files(setup, declared))
    let name = (before.last?.opening.number ?? 0) + 1
    let figures = try await measured(set, setup, scope, event: StoreName.openingEvent(name), progress)
    let opening = AcceptanceOpening(
      number: name, iteration: recorded.number, chain: seal.chain, labelsSHA256: set.labelsSHA256,
      previous: try before.last.map {
        .init(iteration: $0.opening.iteration, sha256: try Files.digest(of: $0.path).digest.hex)
      },
      reason: reason, time: Timestamp.text(Timestamp.now(), digits: 0), counts: set.counts, figures: try figures.value()
    )
    let path = try AcceptanceOpenings.write(
      opening, seconds: (ContinuousClock.now - start) / .seconds(1), threads: project.threads, directory)
    return Outcome(opening: opening, figures: figures, path: path)
  }

  // MARK: What is meant

  /// The iteration that is meant, sealed and with a model.
  private func iteration(_ number: Int?) throws -> (RecordedIteration, Seal) {
    guard let number else {
      let last = try directory.iterations().last { number in
        let manifest = try Iteration(directory, number).manifest()
        return manifest?.sealed != nil && manifest?.record(StageName.train) != nil
      }
      guard let last else { throw OpeningError.noModelYet }
      return try iteration(last)
    }
    guard let recorded = try RecordedIteration(directory, number), let seal = recorded.manifest.sealed else {
      throw OpeningError.notSealed(iteration: number)
    }
    guard recorded.manifest.record(StageName.train) != nil else { throw OpeningError.noModel(iteration: number) }
    return (recorded, seal)
  }

  /// Where the labels may lie: where the spec has them now, since files may be moved, and where it had them then.
  private func files(_ setup: StageSetup, _ declared: String) -> [String] {
    let now = project.spec.holdout.acceptance.map(
      StageSetup(spec: project.spec, baseDirectory: project.baseDirectory).path)
    let then = setup.path(declared)
    return [now, then].compactMap(\.self).reduce(into: []) { files, file in
      if !files.contains(where: { $0.equalsByBytes(file) }) { files.append(file) }
    }
  }

  // MARK: Measuring

  /// The figures, from a run of the hook in a folder that is gone afterwards.
  private func measured(
    _ set: AcceptanceSet, _ setup: StageSetup, _ scope: IterationScope, event: String, _ progress: any RunProgress
  ) async throws -> AcceptanceFigures {
    let staging = try directory.newStaging("acceptance")
    defer { try? Files.remove(staging) }
    let context = StageContext(
      scope: scope, stage: StageName.train, output: "\(staging)/output", scratch: "\(staging)/scratch",
      threads: project.threads, hooks: project.hooks, progress: progress)
    for folder in [context.output, context.scratch] { try Files.createDirectory(folder) }
    let logs = "\(directory.iteration(scope.iteration))/logs"
    try Files.createDirectory(logs)
    let log = "\(logs)/\(event).log"
    do {
      return try await AcceptanceFigures.measure(
        SealedModel(setup, context, log: log), on: set, setup, scope)
    } catch let error as AcceptanceError {
      // What the hook printed is of use where it failed, and not where it gave another model.
      try? Files.remove(log)
      throw error
    }
  }
}

/// Why the acceptance set may not be opened.
package enum OpeningError: Error, Sendable, Equatable {
  /// No iteration with a model is sealed.
  case noModelYet
  case notSealed(iteration: Int)
  /// The first iteration chooses without a model.
  case noModel(iteration: Int)
  /// The iteration's spec declares no acceptance set.
  case noSet(iteration: Int, isDeclaredNow: Bool)
  /// It was opened before, `since` times more after that, and no reason is given.
  case opened(iteration: Int, time: String, file: String, since: Int)
  /// The reason is empty or too long.
  case blankReason
}
