/// The rule that an image must pass to be a candidate.
package enum Threshold: Sendable, Equatable {
  /// The score is less than this.
  case below(Double)
  /// The score is greater than this.
  case above(Double)

  /// The number that is not passed.
  package var limit: Double {
    switch self {
    case .below(let limit), .above(let limit): limit
    }
  }

  /// Whether a score passes; NaN does not.
  package func passes(_ score: Double) -> Bool {
    switch self {
    case .below(let limit): score < limit
    case .above(let limit): score > limit
    }
  }
}

/// How many images each of the rules ruled out.
package struct RuleFailures: Sendable, Equatable {
  /// Images that the threshold ruled out.
  package var threshold = 0
  /// Images whose greatest probability lies outside.
  package var topProbability = 0
  /// Images that both ruled out; each of the others counts them too.
  package var both = 0

  /// Counts nothing yet.
  package init() {}

  /// Counts an image.
  mutating func take(threshold failsThreshold: Bool, topProbability failsTop: Bool) {
    if failsThreshold { threshold += 1 }
    if failsTop { topProbability += 1 }
    if failsThreshold, failsTop { both += 1 }
  }

  /// Adds what was counted elsewhere.
  mutating func add(_ other: RuleFailures) {
    threshold += other.threshold
    topProbability += other.topProbability
    both += other.both
  }
}
