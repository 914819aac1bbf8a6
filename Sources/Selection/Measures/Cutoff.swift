/// What decided which image was the last to be a candidate: the threshold, or where the cap cut the last candidate's score.
package struct Cutoff: Sendable, Equatable {
  private let score: Double
  private let largerFirst: Bool

  /// Takes a cut-off that is known.
  package init(score: Double, largerFirst: Bool) {
    self.score = score
    self.largerFirst = largerFirst
  }

  /// The cut-off of candidates; nil where nothing was cut off by a score.
  ///
  /// - Parameters:
  ///   - found: The candidates.
  ///   - scores: Their measure, in the order in which they were found; nil where images are ranked by draw.
  ///   - acquisition: The rules.
  package init?(_ found: CandidateHead.Found, scores: [Double]?, acquisition: Acquisition) {
    guard let scores else { return nil }
    largerFirst = acquisition.base.largerFirst
    if found.report.cut > 0, found.passed > 0 {
      score = scores[found.passed - 1]
    } else if let threshold = acquisition.threshold {
      score = threshold.limit
    } else {
      return nil
    }
  }

  /// How far a score is inside; negative for one outside, which only fills a shortage.
  package func gap(_ other: Double) -> Double { largerFirst ? other - score : score - other }
}

extension CandidateHead.Rule {
  /// The rule by which an acquisition finds its candidates.
  package init(_ acquisition: Acquisition, cap: Int, atLeast: Int) {
    self.init(
      largerFirst: acquisition.base.largerFirst, tiebreakLargerFirst: acquisition.tiebreak?.largerFirst ?? true,
      threshold: acquisition.threshold, topProbability: acquisition.topProbability, cap: cap, atLeast: atLeast)
  }
}
