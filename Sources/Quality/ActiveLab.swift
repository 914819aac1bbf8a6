/// How much each image would gain by one vote more.
package struct ActiveLabScores: Sendable, Equatable {
  /// Of each image, from 0 to 1; the lowest first.
  package let scores: [Double]
  /// The temperature that the model's probabilities were raised to; 1 where no image has two votes.
  package let temperature: Double
  /// What the votes and the tempered model say.
  package let consensus: CrowdConsensus
}

/// Whether to ask for one vote more or about a new image (ActiveLab: Goh, Mueller 2023, arXiv 2301.11856).
package enum ActiveLab {
  /// Scores images with votes and without on one scale.
  ///
  /// With votes, ((Σ w_j + w_M) · q + w̄ / K) / (Σ w_j + w_M + w̄), where q is the quality of the consensus, w_j the
  /// weights of those who voted, w_M the model's and w̄ the mean weight of all who voted on anything; without, (w_M ·
  /// max p + w̄ / K) / (w_M + w̄). The probabilities are tempered to the votes first, unless no image has two: then all
  /// weights are 1 and q is the model's probability of the vote. Without any vote w_M and w̄ are 1. As cleanlab's
  /// `get_active_learning_scores`, which takes the two kinds of images apart.
  ///
  /// - Parameters:
  ///   - votes: Of all images; those without a vote are the unlabelled ones.
  ///   - probabilities: Images × classes, out-of-fold where the image has a vote.
  /// - Returns: Scores, lowest first to be asked about.
  /// - Throws: Where the probabilities are no distributions or their number is not images × classes.
  package static func scores(
    _ votes: CrowdVotes, probabilities: [Double]
  ) throws(LabelQualityError) -> ActiveLabScores {
    let classes = votes.classes
    try ProbabilityRows.check(probabilities, rows: votes.images, classes: classes)
    let shared = (0..<votes.images).contains { votes.votes(on: $0).count > 1 }
    let temperature = shared ? CrowdTemperature.fit(votes, probabilities: probabilities) : 1
    let tempered =
      shared
      ? CrowdTemperature.tempered(probabilities, classes: classes, temperature: temperature) : probabilities
    let consensus = CrowdLab.consensus(votes, checked: tempered)
    let weights = consensus.annotatorWeights.compactMap(\.self)
    let mean = weights.isEmpty ? 1 : weights.reduce(0, +) / Double(weights.count)
    let scores = (0..<votes.images).map { image -> Double in
      var quality = tempered[(image * classes)..<((image + 1) * classes)].max() ?? 0
      var weight = consensus.modelWeight
      if let known = consensus.qualities[image] {
        quality = known
        let voters = votes.votes(on: image).map { consensus.annotatorWeights[Int(votes.annotator[$0])] ?? 0 }
        weight += voters.reduce(0, +)
      }
      return (weight * quality + mean / Double(classes)) / (weight + mean)
    }
    return ActiveLabScores(scores: scores, temperature: temperature, consensus: consensus)
  }
}
