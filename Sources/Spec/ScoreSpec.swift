/// The acquisition measure, its parameters, and the rules that a candidate must pass.
package struct ScoreSpec: Sendable, Equatable {
  /// What says how much the model would learn.
  package enum Measure: String, Sendable, CaseIterable {
    case margin
    case leastConfidence = "least_confidence"
    case entropy
    case costSensitive = "cost_sensitive"
    case voteEntropy = "vote_entropy"
    case consensusKL = "consensus_kl"
    case bald
    case variationRatio = "variation_ratio"
    case gradientNorm = "gradient_norm"
    case combined
    case expectedErrorReduction = "expected_error_reduction"
    case random
  }
  /// What ranks images that the measure does not tell apart.
  package enum Tiebreak: String, Sendable, CaseIterable {
    case margin
    case leastConfidence = "least_confidence"
    case entropy, random
  }
  /// Which probabilities are measured.
  package enum Probabilities: String, Sendable, CaseIterable { case raw, tempered }
  /// What becomes of the members' divergences.
  package enum Reduce: String, Sendable, CaseIterable { case mean, max }

  /// Default margin.
  package var measure: Measure
  /// For consensus_kl; nil with any other measure.
  ///
  /// Default mean.
  package var reduce: Reduce?
  /// For gradient_norm, whether all classes count by their probability; nil with any other measure.
  ///
  /// Default false.
  package var expected: Bool?
  /// For cost_sensitive, the costs that are declared, in the order of the classes; every other mistake costs 1, and what is
  /// right nothing.
  package var costs: [CostRow]
  /// For combined and expected_error_reduction, the measure that finds the candidates; nil with any other measure.
  ///
  /// Default margin.
  package var uncertainty: Measure?
  /// For combined, how much the uncertainty counts; nil with any other measure.
  ///
  /// Default 0.5.
  package var weight: Double?
  /// What the measure is multiplied by among the candidates; nil: nothing.
  package var density: DensitySpec?
  /// Candidates are images with a measure below this (margin only).
  ///
  /// Nil: no threshold.
  package var below: Double?
  /// Candidates are images with a measure above this (the measures that are large where there is much to learn).
  ///
  /// Nil: no threshold.
  package var above: Double?
  /// Candidates are images whose greatest probability lies within; nil: no such rule.
  package var topProbability: ShareRange?
  /// Nil: ties go by draw alone.
  ///
  /// Default entropy.
  package var tiebreak: Tiebreak?
  /// Default tempered.
  package var probabilities: Probabilities
}

/// What it costs to take images of a class for others.
package struct CostRow: Sendable, Equatable {
  /// What an image of the class costs that is called another.
  package struct Cost: Sendable, Equatable {
    /// The predicted class.
    package var name: String
    /// At least 0.
    package var cost: Double
  }

  /// The true class.
  package var name: String
  /// In the order of the classes; those that are not declared are left out.
  package var costs: [Cost]
}

/// What a measure is multiplied by.
package struct DensitySpec: Sendable, Equatable {
  /// The exponent.
  ///
  /// Default 1.
  package var beta: Double
  /// How many unlabelled images are drawn where there are more.
  ///
  /// Default 50,000.
  package var sample: Int
}

/// Two shares, both inside.
package struct ShareRange: Sendable, Equatable {
  /// The lower.
  package var low: Double
  /// The higher.
  package var high: Double
}

extension ScoreSpec.Measure {
  /// The measures that need no more than what is known of the image itself.
  static let streaming = allCases.filter { $0 != .combined && $0 != .expectedErrorReduction }

  /// Those that find candidates for a measure that looks at other images.
  static let uncertainties = streaming.filter { $0 != .random }

  /// Those that ask a committee.
  static let ofCommittee: [Self] = [.voteEntropy, .consensusKL, .bald, .variationRatio]

  /// Whether it streams.
  package var isStreaming: Bool { Self.streaming.contains(self) }

  /// Whether a threshold of it is `above`: it is large where there is much to learn.
  var takesAbove: Bool { Self.uncertainties.contains(self) && self != .margin }
}

extension ScoreSpec {
  /// The measure that the pool streams through, and that `below` and `above` are about.
  package var base: Measure { uncertainty ?? measure }
}
