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

/// How many images the threshold, the candidate cap and the fill of a shortage let through.
package struct CandidateReport: Sendable, Equatable {
  /// Images that were ranked.
  package var ranked: Int
  /// Of those, images that passed the threshold; all of them where there is none.
  package var passed: Int
  /// Images that passed and that the cap cut.
  package var cut: Int
  /// Images past the threshold that filled a shortage, next in rank.
  package var filled: Int
  /// Candidates: passed less cut plus filled.
  package var candidates: Int
  /// Images that were still missing when all had been taken.
  package var missing: Int

  /// Puts the counts together.
  package init(ranked: Int, passed: Int, cut: Int, filled: Int, candidates: Int, missing: Int) {
    self.ranked = ranked
    self.passed = passed
    self.cut = cut
    self.filled = filled
    self.candidates = candidates
    self.missing = missing
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
