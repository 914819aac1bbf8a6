import Columnar
import Engine
import Labelling
import Selection
import Spec
import Stages
import Storage
import Texts

/// Composes the batches that an iteration would have under other thresholds, measures, methods and numbers of candidates.
///
/// It reads what the iteration's stages have written and writes nothing, so that a sealed iteration can be swept as an open one.
/// Each combination takes a pass over the scores and what its method takes.
package struct Sweep: Sendable {
  private let side: RecordedIteration
  private let scope: IterationScope
  private let threads: Int

  /// Opens an iteration.
  ///
  /// - Returns: Nil if it has not begun.
  /// - Throws: `SweepError` where it has no scores or vectors; `EngineError`, `StorageError`, `SpecErrors`.
  package init?(_ directory: DataDirectory, _ number: Int, threads: Int) throws {
    guard number > 0 else { throw SweepError.firstIteration }
    guard let side = try RecordedIteration(directory, number) else { return nil }
    for stage in [StageName.embed, StageName.train, StageName.score] where side.manifest.record(stage) == nil {
      throw SweepError.notReady(iteration: number, missing: stage)
    }
    self.side = side
    scope = IterationScope(
      directory: directory, iteration: number, earlier: try Iteration(directory, number).earlier(),
      manifest: side.manifest)
    self.threads = threads
  }

  /// Tries every combination.
  ///
  /// - Parameters:
  ///   - plan: What is tried.
  ///   - moved: Told how many combinations have been tried, of how many.
  /// - Returns: The batches in the order of the plan.
  /// - Throws: `SweepError`, and what composing a batch throws.
  package func run(_ plan: SweepPlan, moved: (Int, Int) -> Void = { _, _ in }) throws -> SweepOutcome {
    let spec = side.spec
    let variants = try plan.variants(of: spec)
    let composer = BatchComposer(StageSetup(spec: spec, baseDirectory: "/"), scope: scope, threads: threads)
    let own = try ownBatch()
    var batches: [SweepOutcome.Batch] = []
    var images: [Set<ExactText>] = []
    for (place, variant) in variants.enumerated() {
      moved(place, variants.count)
      let composed = try composer.compose(variant.spec)
      let receipts = try composed.receipts()
      let ids = Set(receipts.map { ExactText($0.imageID) })
      var batch = batch(receipts, combination: variant.combination)
      batch.passed = composed.candidates.passed
      batch.cut = composed.candidates.cut
      batch.filled = composed.candidates.filled
      batch.candidates = composed.candidates.candidates
      if let own {
        let shared = ids.intersection(own.images).count
        batch.shared = shared
        batch.jaccard = SweepOutcome.jaccard(shared, ids.count, own.images.count)
      }
      batches.append(batch)
      images.append(ids)
    }
    let shared = images.map { one in images.map { one.intersection($0).count } }
    return SweepOutcome(
      iteration: side.number, unlabelled: try scoredImages(), negativeClass: spec.negativeClass, own: own?.batch,
      batches: batches, shared: shared)
  }

  private func scoredImages() throws -> Int {
    try side.table(Catalogue.Score.scores)?.rowCount ?? 0
  }

  /// The batch that the iteration has.
  private func ownBatch() throws -> (batch: SweepOutcome.Batch, images: Set<ExactText>)? {
    guard let stage = side.batchStage else { return nil }
    let receipts = try TraceRow.all(of: side.table(Catalogue.selection(stage.name))).map { row in
      var image = SelectedImage(
        imageID: try row.string("image_id") ?? "", rank: try row.int("rank") ?? 0, share: try row.string("share") ?? "",
        score: try row.double("score"), inclusionProbability: nil)
      image.predicted = try row.string("predicted")
      image.group = try row.string("group")
      return image
    }
    var batch = batch(receipts, combination: nil)
    let counted = scope.path(Catalogue.Score.figures)
    if Files.exists(counted) {
      let figures = try CandidateCounts.read(counted)
      (batch.passed, batch.cut) = (figures.passed, figures.cut)
      (batch.filled, batch.candidates) = (figures.filled, figures.candidates)
    }
    return (batch, Set(receipts.map { ExactText($0.imageID) }))
  }

  private func batch(_ images: [SelectedImage], combination: SweepOutcome.Combination?) -> SweepOutcome.Batch {
    let spec = side.spec
    var groups: [ExactText: Int] = [:]
    for image in images { if let group = image.group { groups[ExactText(group), default: 0] += 1 } }
    let predicted = spec.classes.map { name in
      SweepOutcome.Count(
        name: name, images: images.count { $0.predicted.map { ExactText($0) } == ExactText(name) })
    }
    let known = predicted.reduce(0) { $0 + $1.images }
    let negative = spec.negativeClass.flatMap { name in predicted.first { ExactText($0.name) == ExactText(name) } }
    let scores = images.filter { $0.share != Share.random.rawValue }.compactMap(\.score)
    return SweepOutcome.Batch(
      combination: combination, size: images.count,
      shares: Share.allCases.map { share in
        SweepOutcome.Count(name: share.rawValue, images: images.count { $0.share == share.rawValue })
      }.filter { $0.images > 0 },
      predicted: predicted,
      predictedDefects: known > 0 ? negative.map { Double(known - $0.images) / Double(known) } : nil,
      groups: groups.count, largestGroup: groups.values.max() ?? 0,
      meanScore: scores.isEmpty ? nil : scores.reduce(0, +) / Double(scores.count))
  }
}
