import Columnar
import Engine
import Labelling
import Selection
import Spec
import Texts

/// Composes the batch: out of the candidates, out of the rest of the pool, and a share at random from all that remains.
package struct ClusterStage: Stage {
  private let setup: StageSetup
  private var cluster: ClusterSpec { setup.spec.stages.cluster }

  /// Makes the stage.
  package init(_ setup: StageSetup) { self.setup = setup.given(Self.parts(setup.spec)) }

  /// What it is given of the spec.
  package static func parts(_ spec: PipelineSpec) -> [SpecPart] {
    // What was scored is in the tables; the rules of the score say how images that are no candidates are ranked, and what
    // the batch would be without the threshold.
    [
      .part(\.stages.cluster), .part(\.stages.score), .classes, .randomSeed,
    ] + (spec.stages.cluster.shares.rare > 0 ? [.rareClasses] : [])
      + (spec.stages.cluster.balance?.by == .quota ? [.part(\.negativeClass)] : [])
  }

  /// What the stage's draws are for.
  static let drawName = StageName.cluster

  package var name: String { StageName.cluster }
  package var kind: String { StageName.cluster }
  package var version: Int { 4 }
  package var reads: [Artifact] {
    [Catalogue.Pool.images, Catalogue.Score.scores, Catalogue.Score.candidates, Catalogue.Embed.index]
      + (needsPredictions ? [Catalogue.Train.predictions] : []) + (needsLabels ? [Catalogue.Train.places] : [])
      + (looksByClass ? [Catalogue.Train.training] : [])
  }
  package var parameters: [NamedValue] {
    setup.parameters(of: .cluster)
      + (setup.spec.batch.hasCaps ? [NamedValue("where_caps_leave_too_few", "next in rank")] : [])
  }
  package var isGivenIteration: Bool { true }

  package func externalInputs(_ scope: IterationScope) throws -> [NamedValue] {
    QueriedClasses.inputs(setup, scope)
  }

  package func run(_ context: StageContext) async throws {
    let composer = BatchComposer(setup, scope: context.scope, threads: context.threads)
    let composed = try composer.compose()
    let images = try composed.receipts()
    if let line = PoolEnd.line(asked: cluster.batch, taken: images.count, left: composed.unlabelled) {
      context.remark(line)
    }
    try context.write(SelectedImage.table(images), to: Catalogue.Cluster.selection)
    try context.write(composed.considered(), to: Catalogue.Cluster.considered)
    let batch = Set(images.map(\.imageID.exact))
    var shadows: [(strategy: String, images: [String])] = []
    for (number, shadow) in cluster.shadow.enumerated() {
      context.report(0.7 + 0.3 * Double(number) / Double(cluster.shadow.count), "shadow strategy \(shadow.name)")
      shadows.append((shadow.name, try composer.shadow(shadow)))
    }
    try context.write(Self.table(of: shadows, batch: batch), to: Catalogue.Cluster.shadows)
    let figures = shadows.map { strategy, images in
      let inBatch = images.count { batch.contains($0.exact) }
      return BatchFigures.Shadow(
        strategy: strategy, images: images.count, inBatch: inBatch,
        overlap: images.isEmpty ? 0 : Double(inBatch) / Double(images.count))
    }
    let without = try composer.withoutThreshold(composed)
    try context.write(
      BatchFigures(composed, batch: setup.spec.batch, shadows: figures, withoutThreshold: without).encoded(),
      to: Catalogue.Cluster.figures)
    let message = composed.thresholdEffect.batch(
      setup.spec.batch, chosen: composed.outcome.picks(of: .uncertain).count, without: without)
    guard let message else { return }
    if message.needsAttention { context.note(message.text) } else { context.remark(message.text) }
  }

  private var strategies: [any BatchStrategy] {
    ([setup.spec.batch]
      + cluster.shadow.map { shadow in
        var batch = setup.spec.batch
        batch.method = shadow.method
        batch.parameters = shadow.parameters.parameters
        return batch
      }).compactMap(\.strategy)
  }

  private var needsPredictions: Bool {
    cluster.everyClassWithin != nil || looksByClass || strategies.contains { $0.needs.contains(.probabilities) }
  }

  /// Only some strategies look at what is labelled, and the stream over predictions at what is not asked about again.
  private var needsLabels: Bool {
    cluster.everyClassWithin != nil || looksByClass || cluster.shares.diverse > 0 || cluster.shares.rare > 0
      || strategies.contains { $0.needs.contains(.labelled) }
  }

  /// Whether images are looked for class by class, which takes what the model was trained on.
  private var looksByClass: Bool {
    cluster.balance?.by == .quota || cluster.method == .direct || cluster.shadow.contains { $0.method == .direct }
  }

  /// The shadow batches, in the order of the key.
  private static func table(of shadows: [(strategy: String, images: [String])], batch: Set<ExactText>) throws -> Table {
    let rows = shadows.flatMap { strategy, images in
      images.enumerated().map { (strategy: strategy, image: $0.element, rank: Int32($0.offset + 1)) }
    }.sortedByBytes(of: \.strategy, then: \.image)
    return try Table(
      schema: Tables.shadows,
      columns: [
        .strings(rows.map(\.strategy)), .strings(rows.map(\.image)), .int32s(rows.map(\.rank)),
        .bools(rows.map { batch.contains($0.image.exact) }),
      ])
  }
}
