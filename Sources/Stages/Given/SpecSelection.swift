import Selection
import Spec
import Texts

extension ScoreSpec {
  /// The column of the table of scores that has the measure that images end up with; nil where it has none.
  package var scoreColumn: String? {
    if density != nil { return nil }
    switch measure {
    case .margin, .entropy, .leastConfidence: return measure.rawValue
    case .random, .combined, .expectedErrorReduction: return nil
    default: return "score"
    }
  }
}

extension PipelineSpec {
  /// What an image's score must be for it to be a candidate.
  package var threshold: Threshold? {
    if let below = stages.score.below { return .below(below) }
    return stages.score.above.map(Threshold.above)
  }

  /// What says which images are asked about first.
  package var acquisition: Acquisition {
    let score = stages.score
    var acquisition = Acquisition(score.measure, tiebreak: score.tiebreak)
    acquisition.reduce = score.reduce ?? .mean
    acquisition.expected = score.expected ?? false
    acquisition.costs = score.costs.isEmpty ? nil : costs
    acquisition.uncertainty = score.uncertainty ?? .margin
    acquisition.weight = score.weight ?? 0.5
    acquisition.density = score.density.map { Density(beta: $0.beta, sample: $0.sample) }
    acquisition.threshold = threshold
    acquisition.topProbability = score.topProbability.map { ProbabilityRange(low: $0.low, high: $0.high) }
    return acquisition
  }

  /// The declared costs; nil if a cost names no class, which the reader of the spec has ruled out.
  private var costs: CostMatrix? {
    var values = CostMatrix(classes: classes.count).values
    func place(_ name: String) -> Int? { classes.firstIndex { $0.equalsByBytes(name) } }
    for row in stages.score.costs {
      for cost in row.costs {
        guard let truth = place(row.name), let predicted = place(cost.name) else { return nil }
        values[truth * classes.count + predicted] = cost.cost
      }
    }
    return try? CostMatrix(classes: classes.count, values: values)
  }

  /// The batch that the spec declares.
  package var batch: Batch {
    let cluster = stages.cluster
    return Batch(
      method: cluster.method, parameters: cluster.parameters.parameters, size: cluster.batch,
      candidateMultiple: cluster.candidates,
      shares: BatchShares(
        random: cluster.shares.random, diverse: cluster.shares.diverse, rare: cluster.shares.rare,
        review: cluster.shares.review),
      whenShort: ShortageRules(
        uncertain: cluster.whenShort.uncertain, diverse: cluster.whenShort.diverse,
        rare: cluster.whenShort.rare, review: cluster.whenShort.review),
      nearDuplicates: cluster.nearDuplicates, perGroup: cluster.perGroup,
      balance: cluster.balance.flatMap { $0.by == .predicted ? $0.smoothing : nil },
      quota: cluster.balance.flatMap { $0.by == .quota ? $0.share : nil })
  }
}

extension MethodParameters {
  /// The same for the strategies; what the method does not know has a default that it does not look at.
  package var parameters: StrategyParameters {
    let other = StrategyParameters()
    return StrategyParameters(
      iterations: iterations ?? other.iterations, radius: radius, purity: purity ?? other.purity,
      minimum: minimum ?? other.minimum, neighbours: neighbours ?? other.neighbours,
      maxClusters: maxClusters ?? other.maxClusters)
  }
}
