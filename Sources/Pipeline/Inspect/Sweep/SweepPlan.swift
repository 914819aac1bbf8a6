import Selection
import Spec
import Stages

/// What a sweep tries: every combination of thresholds, measures, methods and numbers of candidates.
package struct SweepPlan: Sendable, Equatable {
  /// The most combinations of one sweep.
  package static let limit = 64

  /// Thresholds for measures of which the smaller asks first; empty: the spec's.
  package var below: [Double]
  /// Thresholds for measures of which the larger asks first; empty: the spec's.
  package var above: [Double]
  /// Empty: the spec's.
  package var measures: [Measure]
  /// Empty: the spec's.
  package var methods: [Batch.Method]
  /// Candidates as a multiple of the batch; empty: the spec's.
  package var candidates: [Double]

  /// Declares a sweep.
  package init(
    below: [Double] = [], above: [Double] = [], measures: [Measure] = [],
    methods: [Batch.Method] = [], candidates: [Double] = []
  ) {
    self.below = below
    self.above = above
    self.measures = measures
    self.methods = methods
    self.candidates = candidates
  }

  /// The measures beside its own that an iteration can be swept by: every table of scores has a column of each.
  package static let columns: [Measure] = [.margin, .entropy, .leastConfidence]

  /// A spec that differs in what is tried, and what it is called.
  struct Variant {
    var spec: PipelineSpec
    var combination: SweepOutcome.Combination
  }

  /// Every combination, by measure, then threshold, method and candidates.
  ///
  /// - Throws: `SweepError`.
  func variants(of spec: PipelineSpec) throws -> [Variant] {
    var variants: [Variant] = []
    var isUsed = (below: below.isEmpty, above: above.isEmpty)
    for measure in measures.isEmpty ? [spec.stages.score.measure] : measures {
      let isOwn = measure == spec.stages.score.measure
      guard isOwn || Self.columns.contains(measure) else { throw SweepError.noColumn(measure: measure.rawValue) }
      // A measure that puts candidates in a new order has the threshold of the one that finds them.
      let largerFirst = isOwn ? spec.acquisition.base.largerFirst : measure.largerFirst
      let limits = measure == .random ? [] : largerFirst ? above : below
      if !limits.isEmpty {
        if largerFirst { isUsed.above = true } else { isUsed.below = true }
      }
      let own = isOwn ? (largerFirst ? spec.stages.score.above : spec.stages.score.below) : nil
      for limit in limits.isEmpty ? [own] : limits.map(Optional.some) {
        for method in methods.isEmpty ? [spec.stages.cluster.method] : methods {
          for multiple in candidates.isEmpty ? [spec.stages.cluster.candidates] : candidates {
            var other = spec
            if !isOwn { other.stages.score.replaceMeasure(measure) }
            other.stages.score.below = largerFirst ? nil : limit
            other.stages.score.above = largerFirst ? limit : nil
            if method != spec.stages.cluster.method {
              other.stages.cluster.method = method
              other.stages.cluster.parameters = MethodParameters(method)
            }
            other.stages.cluster.candidates = multiple
            let combination = SweepOutcome.Combination(
              measure: measure.rawValue, below: other.stages.score.below, above: other.stages.score.above,
              method: method.rawValue, candidates: multiple)
            variants.append(Variant(spec: other, combination: combination))
          }
        }
      }
    }
    if !isUsed.below { throw SweepError.unusedThreshold(below: true) }
    if !isUsed.above { throw SweepError.unusedThreshold(below: false) }
    guard variants.count <= Self.limit else {
      throw SweepError.tooMany(combinations: variants.count, limit: Self.limit)
    }
    return variants
  }
}

extension ScoreSpec {
  /// Takes another measure, without the parameters that only the one before had.
  fileprivate mutating func replaceMeasure(_ other: Measure) {
    measure = other
    (reduce, expected, uncertainty, weight) = (nil, nil, nil, nil)
    costs = []
  }
}
