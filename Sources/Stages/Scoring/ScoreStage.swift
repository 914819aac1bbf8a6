import Columnar
import Engine
import Selection
import Spec
import Storage

/// Computes the acquisition measures of every unlabelled image, and ranks the candidates.
///
/// The predictions stream through it: row groups are read and scored side by side and written in order, so that memory
/// grows with the candidates and not with the pool. What looks at other images' vectors is computed for the candidates alone.
package struct ScoreStage: Stage {
  private let setup: StageSetup

  /// Makes the stage.
  package init(_ setup: StageSetup) { self.setup = setup.given(Self.parts(setup.spec)) }

  /// What it is given of the spec.
  package static func parts(_ spec: PipelineSpec) -> [SpecPart] {
    // Training is measured by the built-in model's own rules.
    let model: [SpecPart] =
      spec.stages.score.measure == .expectedErrorReduction
      ? [.part(\.stages.train.regularization), .part(\.stages.train.balanced)] : []
    return model + [
      .part(\.stages.score), .classes, .randomSeed,
      // Of the batch how many candidates it wants.
      .part(\.stages.cluster.batch), .part(\.stages.cluster.candidates), .part(\.stages.cluster.shares.random),
      SpecPart { spec, view in
        view.stages.cluster.method = spec.stages.cluster.method == .random ? .random : .kmeans
      },
      // The model's program is named where it does not give what the measure needs.
      .part(\.stages.train.hook.run),
    ]
  }

  package var name: String { StageName.score }
  package var kind: String { StageName.score }
  package var version: Int { 4 }
  package var reads: [Artifact] {
    let acquisition = setup.spec.acquisition
    return [Catalogue.Pool.images, Catalogue.Train.predictions, Catalogue.Train.places]
      + (needsNorms || acquisition.reorders ? [Catalogue.Embed.index] : [])
      + (acquisition.measure == .expectedErrorReduction ? [Catalogue.Train.training] : [])
  }
  package var parameters: [NamedValue] {
    let (cluster, train) = (setup.spec.stages.cluster, setup.spec.stages.train)
    return setup.parameters(of: .score) + [
      NamedValue("cluster batch", String(cluster.batch)), NamedValue("cluster candidates", String(cluster.candidates)),
      NamedValue("cluster shares.random", String(cluster.shares.random)),
      NamedValue("all random", String(cluster.method == .random)),
      NamedValue("model", train.isLinearProbe ? "linear-probe" : "a program of one's own"),
    ]
  }
  package var isGivenIteration: Bool { true }

  package func run(_ context: StageContext) async throws {
    let closed = try ClosedImages(
      pool: context.path(Catalogue.Pool.images), places: LabelPlaces(setup, context.scope), threads: context.threads)
    let norms =
      needsNorms
      ? try VectorNorms(
        index: context.path(Catalogue.Embed.index), directory: context.scope.directory, threads: context.threads) : nil
    let predictions = try StagePredictions(setup, closed: closed, norms: norms)
    let reader = try TableReader(path: context.path(Catalogue.Train.predictions), threads: 1)
    let acquisition = setup.spec.acquisition
    let classes = ClassNames(setup.spec.classes)
    let search = CandidateSearch(
      BlockScorer(acquisition, classes: classes.count, draw: setup.draw(context.scope.iteration, name)),
      CandidateHead.Rule(acquisition, cap: setup.spec.batch.candidateCap, atLeast: setup.spec.batch.wanted))
    let (rows, threads) = (reader.rowCount, context.threads)
    let ranked = try context.write(Catalogue.Score.scores) { writer in
      let pass = try search.run(BlockStream(reader, as: predictions.columns), threads: threads) { block in
        let images = try predictions.images(block)
        return (images, block.firstRow + block.table.rowCount)
      } each: { block, passed in
        try writer.append(Self.table(block, acquisition, classes))
        context.report(Double(passed) / Double(max(1, rows)), "\(rows) images")
      }
      // The candidates are put in order while the scores are brought to the disk.
      return Task.detached { try pass.finish(threads: threads) }
    }
    let (found, known) = try await ranked.value
    try write(found, known, classes: classes, context)
  }

  /// The scores of a block's images.
  private static func table(
    _ block: BlockScorer.Block, _ acquisition: Acquisition, _ classes: ClassNames
  ) throws -> Table {
    let measures = try block.measures ?? MeasureBlock([], classes: classes.count)
    let isGiven = measures.scores(acquisition.base) != nil || acquisition.base == .random
    return try Table(
      schema: Tables.scores,
      columns: [
        .strings(block.ids), .strings(classes.names(measures.predicted)), .floats(measures.highest),
        .doubles(measures.margin), .doubles(measures.entropy), .doubles(measures.leastConfidence),
        .bools(acquisition.passed(block.scores, measures.highest)),
        isGiven ? .noDoubles(block.scores.count) : .doubles(block.scores),
      ])
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
      let scores = try TableReader(path: context.written(Catalogue.Score.scores), threads: 1)
      let result = try StageOrder(setup, context.scope, scores: scores, threads: context.threads).scores(known)
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
    if let message = effect.candidates() { context.remark(message) }
    try context.write(table, to: Catalogue.Score.candidates)
    try context.write(figures.encoded(), to: Catalogue.Score.figures)
  }

  /// Whether the measure looks at the lengths of the vectors that the built-in model sees.
  private var needsNorms: Bool {
    setup.spec.acquisition.base.source == .gradient && setup.spec.stages.train.isLinearProbe
  }
}

extension Acquisition {
  /// Which images pass the rules for candidates.
  fileprivate func passed(_ scores: [Double], _ highest: [Float]) -> [Bool] {
    var passed = threshold.map { rule in scores.map { rule.passes($0) } } ?? scores.map { _ in true }
    if let range = topProbability {
      for place in passed.indices where !range.contains(highest[place]) { passed[place] = false }
    }
    return passed
  }
}
