import Columnar
import Engine
import Selection
import Spec
import Texts

/// Composes the batch of an iteration out of what the stages before have written, and writes nothing.
///
/// The stage, its shadow strategies and a sweep over thresholds and methods compose by it.
package struct BatchComposer: Sendable {
  private let setup: StageSetup
  private let scope: IterationScope
  private let threads: Int

  /// Prepares for an iteration.
  ///
  /// - Parameters:
  ///   - setup: The spec that the iteration's scores were made under.
  ///   - scope: The iteration.
  ///   - threads: How many threads to use.
  package init(_ setup: StageSetup, scope: IterationScope, threads: Int) {
    self.setup = setup
    self.scope = scope
    self.threads = threads
  }

  /// Composes a batch.
  ///
  /// - Parameters:
  ///   - variant: A spec that differs in the threshold, the measure or the batch; nil for the one that holds. Its candidates
  ///     are found anew in the scores where it asks for others.
  ///   - measure: What ranks the candidates in place of the spec's measure, without its threshold and its density: one that
  ///     every table of scores has.
  ///   - last: The last share that is filled.
  /// - Returns: The batch.
  /// - Throws: `DataError.poolTooSmall` where too few images are left and none may be missing, `BatchError`, `SelectionError`,
  ///   `ColumnarError`, `StorageError`.
  package func compose(
    _ variant: PipelineSpec? = nil, measure: Measure? = nil, through last: Share = .random
  ) throws -> ComposedBatch {
    let spec = variant ?? setup.spec
    let own = StageSetup(spec: spec, baseDirectory: setup.baseDirectory, rehash: setup.rehash)
    let table = try TableReader(path: scope.path(Catalogue.Score.scores), threads: threads)
    // At the end of the pool a batch is what is left, unless the spec would rather have none.
    guard spec.stages.cluster.batch <= table.rowCount || spec.stages.cluster.whenShort.uncertain != .stop else {
      throw DataError.poolTooSmall(
        stage: ClusterStage.drawName, asked: spec.stages.cluster.batch, available: table.rowCount)
    }
    let isWritten =
      measure == nil && spec.stages.score == setup.spec.stages.score
      && spec.batch.candidateCap == setup.spec.batch.candidateCap && spec.batch.wanted == setup.spec.batch.wanted
    var acquisition = spec.acquisition
    if let measure {
      acquisition = Acquisition(measure, tiebreak: acquisition.tiebreak)
      acquisition.topProbability = spec.acquisition.topProbability
    }
    guard isWritten || acquisition.isScored(as: setup.spec.acquisition) else {
      throw DataError.measureNotScored(
        measure: acquisition.base.rawValue, scored: setup.spec.acquisition.base.rawValue)
    }
    let ranking =
      try isWritten
      ? CandidateRanking(own, scope)
      : CandidateRanking(own, acquisition, scores: table, scope: scope, threads: threads)
    let source = StageBatchSource(own, ranking, acquisition, table: table, scope: scope, threads: threads)
    let outcome = try BatchComposition.compose(
      spec.batch, from: source, draw: setup.draw(scope.iteration, ClusterStage.drawName), threads: threads,
      through: last)
    return ComposedBatch(outcome: outcome, source: source)
  }

  /// The batch that the same rules without the threshold would give.
  ///
  /// Where the threshold cannot have an effect nothing is composed; otherwise it takes as long as the batch itself.
  ///
  /// - Parameter composed: The batch under the threshold.
  /// - Returns: Nil where there is no threshold, where trying takes too long (the expected error is measured on every
  ///   candidate), or where such a batch cannot be composed.
  /// - Throws: `ColumnarError`, `StorageError`.
  func withoutThreshold(_ composed: ComposedBatch) throws -> ThresholdEffect.Without? {
    guard setup.spec.threshold != nil else { return nil }
    if composed.thresholdEffect.isWithoutEffect {
      return ThresholdEffect.Without(candidates: composed.candidates.candidates, others: 0)
    }
    guard setup.spec.acquisition.measure != .expectedErrorReduction, setup.spec.batch.method != .direct else {
      return nil
    }
    var spec = setup.spec
    spec.stages.score.below = nil
    spec.stages.score.above = nil
    let other: ComposedBatch
    do {
      other = try compose(spec)
    } catch is BatchError {
      return nil
    } catch is SelectionError {
      return nil
    }
    let images = Set(composed.outcome.picks.map { composed.imageID($0.image).exact })
    return ThresholdEffect.Without(
      candidates: other.candidates.candidates,
      others: other.outcome.picks.count { !images.contains(other.imageID($0.image).exact) })
  }

  /// What a shadow strategy would have taken for the uncertain share, in order.
  ///
  /// The shares before it are the batch's: what is picked for them is not taken again.
  ///
  /// - Throws: As `compose` does.
  package func shadow(_ shadow: ShadowSpec) throws -> [String] {
    var spec = setup.spec
    spec.stages.cluster.method = shadow.method
    spec.stages.cluster.parameters = shadow.parameters
    let composed = try compose(spec, measure: shadow.measure, through: .uncertain)
    return composed.outcome.picks(of: .uncertain).map { composed.imageID($0.image) }
  }
}

extension Acquisition {
  /// Whether a table of scores that was made for another acquisition has the measure that finds this one's candidates.
  fileprivate func isScored(as other: Acquisition) -> Bool {
    switch base {
    case .margin, .leastConfidence, .entropy, .random: true
    default: base == other.base && reduce == other.reduce && expected == other.expected && costs == other.costs
    }
  }
}
