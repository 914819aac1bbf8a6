import Selection
import Spec

extension ScoreSpec.Measure {
  /// The measure that the name in the spec stands for.
  package var measure: Measure {
    switch self {
    case .margin: .margin
    case .leastConfidence: .leastConfidence
    case .entropy: .entropy
    case .random: .random
    }
  }
}

extension PipelineSpec {
  /// What an image's score must be for it to be a candidate.
  package var threshold: Threshold? {
    if let below = stages.score.below { return .below(below) }
    return stages.score.above.map(Threshold.above)
  }

  /// The batch that the spec declares.
  package var batch: Batch {
    let cluster = stages.cluster
    let method: Batch.Method =
      switch cluster.method {
      case .kmeans: .kmeans
      case .kcenter: .kcenter
      case .rank: .rank
      case .random: .random
      }
    return Batch(
      method: method, size: cluster.batch, candidateMultiple: cluster.candidates, randomShare: cluster.randomShare,
      threshold: threshold, iterations: cluster.iterations)
  }
}
