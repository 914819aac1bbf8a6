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
/// grows with the candidates and not with the pool. What looks at other images' vectors is computed for the candidates alone.
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
  package var version: Int { 4 }
  package var reads: [Artifact] {
    let acquisition = setup.spec.acquisition
    return [PoolTable.artifact, TrainStage.predictions, LabelPlaces.artifact]
      + (needsNorms || acquisition.reorders ? [EmbedStage.index] : [])
      + (acquisition.measure == .expectedErrorReduction ? [TrainStage.training] : [])
  }
  package var parameters: [NamedValue] {
    [
      NamedValue("classes", setup.spec.classes.joined(separator: "\n")),
      NamedValue("measure", score.measure.rawValue), NamedValue("reduce", score.reduce?.rawValue ?? ""),
      NamedValue("expected", score.expected.map { String($0) } ?? ""),
      NamedValue(
        "costs",
        score.costs.flatMap { row in row.costs.map { "\(row.name)\t\($0.name)\t\($0.cost)" } }.joined(separator: "\n")),
      NamedValue("uncertainty", score.uncertainty?.rawValue ?? ""),
      NamedValue("weight", score.weight.map { String($0) } ?? ""),
      NamedValue("density", score.density.map { "\($0.beta) \($0.sample)" } ?? ""),
      NamedValue("below", score.below.map { String($0) } ?? ""),
      NamedValue("above", score.above.map { String($0) } ?? ""),
      NamedValue("top_probability", score.topProbability.map { "\($0.low) \($0.high)" } ?? ""),
      NamedValue("tiebreak", score.tiebreak?.rawValue ?? ""),
      NamedValue("probabilities", score.probabilities.rawValue),
      NamedValue("wanted", String(setup.spec.batch.wanted)),
      NamedValue("candidates", String(setup.spec.batch.candidateCap)),
    ]
  }

  package func run(_ context: StageContext) async throws {
    let closed = try ClosedImages(
      pool: context.path(PoolTable.artifact), places: LabelPlaces(setup, context.scope), threads: context.threads)
    let reader = try TableReader(path: context.path(TrainStage.predictions), threads: 1)
    let norms =
      needsNorms
      ? try VectorNorms(
        index: context.path(EmbedStage.index), directory: context.scope.directory, threads: context.threads) : nil
    let scorer = try BlockScorer(
      setup, closed: closed, draw: setup.draw(context.scope.iteration, name), norms: norms)
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
      return Task.detached {
        let candidates = found.finish(threads: threads)
        return (candidates, try known.find(candidates.rows, threads: threads))
      }
    }
    let (found, known) = try await ranked.value
    try write(found, known, classes: scorer.classes, context)
  }

  /// Writes the candidates in their final order, and how they came about.
  private func write(
    _ found: CandidateHead.Found, _ known: CandidateStore.Known, classes: ClassNames, _ context: StageContext
  ) throws {
    let acquisition = setup.spec.acquisition
    let isDraw = acquisition.measure == .random
    var figures = CandidateFigures(found, scores: isDraw ? nil : known.scores, acquisition: acquisition)
    var (final, tied) = (known, RankKey.tied(found.keys))
    var score: Column = isDraw ? .noDoubles(known.scores.count) : .doubles(known.scores)
    var base: Column = .noDoubles(known.scores.count)
    if acquisition.reorders {
      context.report(1, "putting \(known.scores.count) candidates in order")
      let result = try CandidateOrder(setup, context.scope, threads: context.threads).scores(
        known, scores: context.written("scores.parquet"))
      let order = acquisition.order(of: found, by: result.scores)
      final = known.gather(order.places)
      tied = order.tied
      score = .doubles(order.places.map { result.scores[$0] })
      base = .doubles(final.scores)
      if acquisition.density != nil { figures.densitySample = result.sample }
      if acquisition.measure == .expectedErrorReduction { figures.errorSample = result.sample }
    }
    let ranks = final.scores.indices
    let table = try Table(
      schema: Tables.candidates,
      columns: [
        .int32s(ranks.map { Int32($0 + 1) }), .strings(final.ids), score, .strings(classes.names(final.predicted)),
        .bools(ranks.map { $0 < found.passed }), .floats(final.probabilities), .int32s(tied), base,
      ])
    let effect = ThresholdEffect(found.report, acquisition, scores: isDraw ? [] : known.scores)
    if let said = effect.candidates() { context.remark(said) }
    try context.write(table, to: Self.candidates.file)
    try context.write(figures.encoded(), to: Self.figures.file)
  }

  /// Whether the measure looks at the lengths of the vectors that the built-in model sees.
  private var needsNorms: Bool {
    setup.spec.acquisition.base.source == .gradient && setup.spec.stages.train.isLinearProbe
  }

  private var rule: CandidateHead.Rule {
    let (batch, acquisition) = (setup.spec.batch, setup.spec.acquisition)
    return CandidateHead.Rule(
      largerFirst: acquisition.base.largerFirst, tiebreakLargerFirst: acquisition.tiebreak?.largerFirst ?? true,
      threshold: acquisition.threshold, topProbability: acquisition.topProbability, cap: batch.candidateCap,
      atLeast: batch.wanted)
  }
}
