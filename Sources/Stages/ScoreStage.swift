import Columnar
import Engine
import Parallel
import Selection
import Spec
import Storage
import Synchronization

/// Computes the acquisition measures of every unlabelled image, and ranks the candidates.
///
/// The predictions stream through it: row groups are read and scored side by side and written in order, so that memory
/// grows with the candidates and not with the pool.
package struct ScoreStage: Stage {
  private let setup: StageSetup
  private var score: ScoreSpec { setup.spec.stages.score }

  /// Makes the stage.
  package init(_ setup: StageSetup) { self.setup = setup }

  static let scores = Artifact("score", "scores.parquet")
  static let candidates = Artifact("score", "candidates.parquet")
  static let figures = Artifact("score", "candidates.json")

  package var name: String { "score" }
  package var kind: String { "score" }
  package var version: Int { 2 }
  package var reads: [Artifact] { [PoolTable.artifact, TrainStage.predictions] + AmendStage.reads(setup) }
  package var parameters: [NamedValue] {
    [
      NamedValue("classes", setup.spec.classes.joined(separator: "\n")),
      NamedValue("measure", score.measure.rawValue), NamedValue("below", score.below.map { String($0) } ?? ""),
      NamedValue("above", score.above.map { String($0) } ?? ""),
      NamedValue("tiebreak", score.tiebreak?.rawValue ?? ""),
      NamedValue("probabilities", score.probabilities.rawValue),
      NamedValue("wanted", String(setup.spec.batch.wanted)),
      NamedValue("candidates", String(setup.spec.batch.candidateCap)),
    ]
  }

  package func externalInputs(_ scope: IterationScope) throws -> [NamedValue] { LabelHistory.inputs(scope) }

  package func run(_ context: StageContext) async throws {
    let closed = try ClosedImages(
      pool: context.path(PoolTable.artifact), history: LabelHistory(context.scope), threads: context.threads)
    let reader = try TableReader(path: context.path(TrainStage.predictions), threads: 1)
    let scorer = try BlockScorer(setup, closed: closed, draw: setup.draw(context.scope.iteration, name))
    let head = Mutex(CandidateHead(rule))
    var store = CandidateStore()
    let (groups, threads) = (reader.rowGroups, context.threads)
    let ranked = try context.write("scores.parquet", schema: Tables.scores) { writer in
      try Parallel.pipeline(groups, threads: threads, window: threads + 1) { group in
        try scorer.score(reader, rowGroup: group, head: head.withLock(\.emptied))
      } consume: { group, block in
        try writer.append(block.table)
        head.withLock { $0.merge(block.head) }
        store.append(block.candidates)
        context.report(Double(group + 1) / Double(groups), "\(reader.rowCount) images")
      }
      // The candidates are put in order while the scores are brought to the disk.
      let (found, known) = (head.withLock { $0 }, store)
      return Task.detached { try scorer.candidates(found, known, threads: threads) }
    }
    let candidates = try await ranked.value
    try context.write(candidates.table, to: Self.candidates.file)
    try context.write(CandidateFigures(candidates.report).encoded(), to: Self.figures.file)
  }

  private var rule: CandidateHead.Rule {
    let batch = setup.spec.batch
    return CandidateHead.Rule(
      largerFirst: score.measure.measure.largerFirst,
      tiebreakLargerFirst: score.tiebreak?.measure.largerFirst ?? true, threshold: setup.spec.threshold,
      cap: batch.candidateCap, atLeast: batch.wanted)
  }
}
