import Audit
import Engine
import Foundation
import Report
import Spec
import Stages
import Storage

/// The history of a data directory: an entry an iteration, and what its spec changed.
package struct IterationLog: Sendable {
  /// An iteration.
  package struct Entry: Sendable, Encodable {
    package let iteration: Int
    /// `sealed` or `open`.
    package let state: String
    /// When it was sealed, ISO 8601 in UTC; nil if the log of runs does not have it.
    package let sealedAt: String?
    package let chain: String?
    /// Labels at its end; nil as long as it is open.
    package let labels: Int?
    /// Labels that it added.
    package let newLabels: Int?
    /// Images in its batch; nil until one is chosen.
    package let batch: Int?
    /// What came in after the seals of earlier iterations; nil without any.
    package let amended: AmendedPart?
    /// Why batches that were out were chosen again, the oldest first.
    package let reselected: [String]
    /// The orders by which something of it was erased, each once.
    package let erased: [String]
    /// When its model was measured on the acceptance set, and what that came to.
    package let acceptance: [Opening]
    /// What the spec changed against the iteration before; empty for the first.
    package let changes: [IterationDifference.Change]
  }

  /// An opening of the acceptance set.
  package struct Opening: Sendable, Encodable {
    /// Its place among all openings of the data directory, from 1.
    package let number: Int
    /// When it was, ISO 8601 in UTC.
    package let time: String
    /// Why it was opened once more; nil for the first.
    package let reason: String?
    package let images: Int
    /// Nil where a later version measured otherwise.
    package let macroF1: Estimate?

    init(_ opening: AcceptanceOpening) {
      number = opening.number
      time = opening.time
      reason = opening.reason
      images = opening.counts.images
      macroF1 = AcceptanceFigures(opening.figures)?.acceptance.macroF1
    }
  }

  /// The iterations, the first first.
  package let entries: [Entry]

  /// Reads a data directory.
  ///
  /// - Throws: `StorageError`, `EngineError.damaged`, `SpecErrors`, `ReportError`.
  package init(_ directory: DataDirectory) throws {
    var entries: [Entry] = []
    var before: PipelineSpec?
    let erasures = try Erasures(root: directory.root)
    let openings = try AcceptanceOpenings(directory).entries.map(\.opening)
    for number in try directory.iterations() {
      guard let iteration = try RecordedIteration(directory, number) else { continue }
      let labels = try iteration.report()?.labels.total
      entries.append(
        Entry(
          iteration: number, state: iteration.manifest.sealed == nil ? "open" : "sealed",
          sealedAt: try Self.sealedAt(Iteration(directory, number)), chain: iteration.manifest.sealed?.chain,
          labels: labels, newLabels: labels.map { $0 - (entries.last?.labels ?? 0) },
          batch: iteration.batchStage?.outputs.first { $0.path == Catalogue.selectionFile }?.rows,
          amended: try AmendedPart(iteration), reselected: (iteration.manifest.superseded ?? []).map(\.reason),
          erased: iteration.erased(erasures),
          acceptance: openings.filter { $0.iteration == number }.map(Opening.init),
          changes: before.map { Self.changes($0, iteration.spec) } ?? []))
      before = iteration.spec
    }
    self.entries = entries
  }

  private static func changes(_ old: PipelineSpec, _ new: PipelineSpec) -> [IterationDifference.Change] {
    SpecEdit.between(old, new).map { .init(name: $0.path, old: $0.old, new: $0.new) }
  }

  private static func sealedAt(_ iteration: Iteration) throws -> String? {
    guard Files.exists(iteration.runLogPath) else { return nil }
    let log = RunLog.read(try Files.read(iteration.runLogPath, limit: 256 << 20))
    let lines = log.lines.filter { $0.event == "sealed" }
    // A run that was killed at the very end has only begun to say so.
    return (lines.last { $0.outcome == "done" } ?? lines.last)?.time
  }
}

/// Draws iterations.
package enum StageDrawing {
  /// The graph of an iteration that has begun, from what its stages recorded; nil if it has not.
  ///
  /// - Throws: `EngineError.damaged`, `StorageError`.
  package static func recorded(_ directory: DataDirectory, _ number: Int) throws -> StageGraph? {
    guard let manifest = try Iteration(directory, number).manifest() else { return nil }
    return StageGraph(
      title: "\(manifest.pipeline), iteration \(number)", records: manifest.stages, iteration: number)
  }
}

extension Project {
  /// The graph of an iteration as the spec has it, whether it has begun or not.
  ///
  /// - Throws: `EngineError.damaged`, `StorageError` for a data directory that is there and cannot be read.
  package func graph(_ number: Int) throws -> StageGraph {
    let amends =
      try Files.exists("\(dataPath)/\(StoreName.store)")
      && Amendments.areDue(DataDirectory.open(dataPath), iteration: number)
    let stages = Graph.stages(
      .init(spec: spec, baseDirectory: baseDirectory, amends: amends), iteration: number, threads: threads)
    return StageGraph(title: "\(spec.name), iteration \(number) as the spec has it", planned: stages)
  }
}
