import Audit
import Columnar
import Engine
import Stages
import Storage

/// What changed in the tables that a stage reads, row by row, for a plan.
///
/// Only digests of a former input are recorded, so its rows can be counted where a table with that content is still there: in
/// another iteration, as a rule the one before.
package struct PlanDetails: Sendable {
  /// How an input changed.
  package enum Detail: Sendable, Equatable {
    /// A table, by its name without the ending.
    case rows(table: String, TableComparison)
    /// The pool's images.
    case images(PoolChanges)
  }

  private let details: [String: [Detail]]

  /// Looks at every stage that would run because an input changed.
  ///
  /// - Throws: `ColumnarError`, `StorageError`, `EngineError.damaged`, `DataError`.
  package init(_ plan: [PlannedStage], executor: Executor, project: Project) throws {
    let directory = executor.iteration.directory
    let number = executor.iteration.number
    var details: [String: [Detail]] = [:]
    var tables: [String: String]?
    for stage in plan {
      if case .run(.neverRun) = stage.decision, let before = try Self.poolBefore(stage, executor) {
        let changes = try Self.changes(against: before, executor, project)
        if !changes.isEmpty { details[stage.name, default: []].append(.images(changes)) }
        continue
      }
      guard case .run(.changed(let changes)) = stage.decision else { continue }
      for change in changes where change.name.hasPrefix("input ") {
        guard let old = change.old, let new = change.new else { continue }
        if change.name == "input images", let pool = try Self.pool(directory, number) {
          details[stage.name, default: []].append(.images(try Self.changes(against: pool, executor, project)))
          continue
        }
        let known = try tables ?? Self.tables(directory, executor)
        tables = known
        guard let before = known[old], let after = known[new] else { continue }
        let name = change.name.split(separator: "/").last.map { String($0.prefix { $0 != "." }) } ?? change.name
        details[stage.name, default: []].append(.rows(table: name, try Self.compare(before, after)))
      }
    }
    self.details = details
  }

  /// What is known of the inputs of a stage.
  package func of(_ stage: String) -> [Detail] { details[stage] ?? [] }

  /// The pool that one which is still to be listed is compared with: that of the iteration before.
  private static func poolBefore(_ stage: PlannedStage, _ executor: Executor) throws -> String? {
    let number = executor.iteration.number
    return stage.name == StageName.pool && number > 0 ? try pool(executor.iteration.directory, number - 1) : nil
  }

  private static func changes(against pool: String, _ executor: Executor, _ project: Project) throws -> PoolChanges {
    try PoolChanges(
      StageSetup(spec: project.spec, baseDirectory: project.baseDirectory), threads: project.threads,
      scope: executor.scope(), pool: pool)
  }

  private static func pool(_ directory: DataDirectory, _ number: Int) throws -> String? {
    let manifest = try Iteration(directory, number).manifest()
    guard let output = manifest?.output(Catalogue.Pool.images) else { return nil }
    return try? RecordedIteration.path(output, stage: StageName.pool, directory, number)
  }

  /// Where a table with a content digest lies.
  private static func tables(_ directory: DataDirectory, _ executor: Executor) throws -> [String: String] {
    let scope = try executor.scope()
    var paths: [String: String] = [:]
    for manifest in scope.earlier + [scope.manifest] {
      for record in manifest.stages {
        for output in record.outputs where output.rows != nil && !output.shared {
          paths[output.contentSHA256] = try? RecordedIteration.path(
            output, stage: record.name, directory, manifest.iteration)
        }
      }
    }
    return paths
  }

  private static func compare(_ old: String, _ new: String) throws -> TableComparison {
    let left = try TableReader(path: old)
    let right = try TableReader(path: new)
    return try TableDiffer(key: StageComparison.key(left, right)).compare(TableStream(left), TableStream(right))
  }
}
