import Engine
import Report
import Spec
import Stages
import Storage

/// What is to be done where nobody names an iteration.
package enum NextRun: Sendable, Equatable {
  /// An iteration that has begun and is not sealed.
  case goOn(Int)
  /// The first, or the one after the last that is sealed.
  case begin(Int)
  /// Nothing, after the last sealed iteration.
  case nothing(after: Int, Rest)

  /// Why there is nothing to do.
  package enum Rest: Sendable, Equatable {
    /// The last report says to stop, for these conditions.
    case stopped([StopCriterionSection.Kind])
    /// Everything that may be asked about has been, and no image has come.
    case poolEnd
    /// Somebody asked to go on only with new images, and there are none.
    case noNewImages
  }
}

extension Project {
  /// What is to be done where nobody names an iteration.
  ///
  /// A condition for stopping holds as long as the spec still declares it as the sealed iteration had it: who has raised the
  /// target goes on.
  ///
  /// - Parameter onlyWithNewImages: Whether a new iteration begins only if the pool has images that the last one lacked.
  /// - Returns: The iteration, or why there is nothing to do.
  /// - Throws: `StorageError`, `EngineError`, `DataError`, `QualityFileError`.
  package func next(onlyWithNewImages: Bool) throws -> NextRun {
    guard let last = try latest() else { return .begin(0) }
    let iteration = Iteration(try DataDirectory.open(dataPath), last)
    guard try iteration.manifest()?.sealed != nil else { return .goOn(last) }
    let stop = try QualityFile.read("\(iteration.path)/\(Catalogue.Report.quality.name)").stop
    let met = stop.criteria.filter(\.met).map(\.kind)
    if stop.stop, met != [.poolEnd], try declaresTheSameStop(iteration) {
      return .nothing(after: last, .stopped(met))
    }
    let isAtEnd = stop.stop && met.contains(.poolEnd)
    guard onlyWithNewImages || isAtEnd else { return .begin(last + 1) }
    if try hasNewImages(after: iteration) { return .begin(last + 1) }
    return .nothing(after: last, isAtEnd ? .poolEnd : .noNewImages)
  }

  /// The last iteration that has begun, nil where none has.
  ///
  /// - Throws: `StorageError`, `EngineError.damaged`.
  package func latest() throws -> Int? {
    guard Files.exists("\(dataPath)/\(StoreName.store)") else { return nil }
    return try Self.latest(in: DataDirectory.open(dataPath))
  }

  /// The last iteration of a data directory that has begun, nil where none has.
  ///
  /// - Throws: `StorageError`, `EngineError.damaged`.
  package static func latest(in directory: DataDirectory) throws -> Int? {
    try directory.iterations().last { try Iteration(directory, $0).manifest() != nil }
  }

  /// Whether what may end the work stands in the spec as it did when an iteration was made.
  private func declaresTheSameStop(_ iteration: Iteration) throws -> Bool {
    let then = try SpecReader.read(Files.read(iteration.specPath, limit: 2 << 20), file: iteration.specPath).spec
    return then.stages.report.stopWhen == spec.stages.report.stopWhen && then.budget.total == spec.budget.total
  }

  /// Whether the pool has bytes that the one of a sealed iteration lacks.
  private func hasNewImages(after iteration: Iteration) throws -> Bool {
    guard let output = try iteration.manifest()?.output(Catalogue.Pool.images) else { return true }
    let pool = try RecordedIteration.path(output, stage: StageName.pool, iteration.directory, iteration.number)
    let executor = try executor(iteration.number + 1, progress: SilentProgress(), onlyLooks: true).executor
    let changes = try PoolChanges(
      StageSetup(spec: spec, baseDirectory: baseDirectory, rehash: rehash), threads: threads, scope: executor.scope(),
      pool: pool)
    return changes.added + changes.changed.count > 0
  }
}
