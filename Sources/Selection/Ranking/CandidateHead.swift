/// The candidates of a batch, found while the scored images pass block by block.
///
/// They are those of a whole ranking: the best that pass the threshold, at most `cap` of
/// them, and where they are fewer than are needed the next in rank past it.
package struct CandidateHead: Sendable {
  /// How images are put in order, and which of them may be candidates.
  package struct Rule: Sendable {
    /// Whether the greatest score is best.
    package var largerFirst: Bool
    /// Whether the greatest tie-break is best.
    package var tiebreakLargerFirst: Bool
    /// Nil lets all pass.
    package var threshold: Threshold?
    /// What the greatest probability must lie within; nil lets all pass.
    package var topProbability: ProbabilityRange?
    /// The greatest number of candidates.
    package var cap: Int
    /// How many are needed; no more than `cap` counts.
    package var atLeast: Int

    /// Declares a rule.
    package init(
      largerFirst: Bool, tiebreakLargerFirst: Bool = true, threshold: Threshold?,
      topProbability: ProbabilityRange? = nil, cap: Int, atLeast: Int
    ) {
      self.largerFirst = largerFirst
      self.tiebreakLargerFirst = tiebreakLargerFirst
      self.threshold = threshold
      self.topProbability = topProbability
      self.cap = max(0, cap)
      self.atLeast = max(0, atLeast)
    }
  }

  /// What became of the images.
  package struct Found: Sendable {
    /// The candidates' rows, best first, those that fill a shortage last.
    package var rows: [Int]
    /// How many of them passed.
    package var passed: Int
    /// The counts.
    package var report: CandidateReport
    /// What each rule ruled out.
    package var failures: RuleFailures
    /// What each candidate was ranked by.
    package var keys: [RankKey]
  }

  private let rule: Rule
  private var failures = RuleFailures()
  private var passing: RankedHead
  private var others: RankedHead

  /// Begins with no images.
  package init(_ rule: Rule) {
    self.rule = rule
    passing = RankedHead(limit: rule.cap)
    others = RankedHead(limit: min(rule.atLeast, rule.cap))
  }

  /// A head for another block, which need not keep what this one has ruled out.
  package var emptied: CandidateHead {
    var head = self
    head.passing = RankedHead(limit: passing.limit, last: passing.cutoff)
    head.others = RankedHead(limit: others.limit, last: others.cutoff)
    head.failures = RuleFailures()
    return head
  }

  /// Takes in a block of images.
  ///
  /// - Parameters:
  ///   - scores: The measure, one an image.
  ///   - tiebreak: One an image, or nil.
  ///   - probability: The greatest probability, one an image; needed where a rule looks at it.
  ///   - row: The row of the image at a place in the block; every image has a row of its own.
  ///   - draw: The draw key of the image at a place in the block.
  /// - Throws: `SelectionError.count` where the lengths differ.
  package mutating func offer(
    scores: [Double], tiebreak: [Double]?, probability: [Float] = [], row: (Int) -> Int, draw: (Int) -> UInt64
  ) throws {
    if let tiebreak, tiebreak.count != scores.count {
      throw SelectionError.count(of: .tiebreak, expected: scores.count, found: tiebreak.count)
    }
    if rule.topProbability != nil, probability.count != scores.count {
      throw SelectionError.count(of: .probabilities, expected: scores.count, found: probability.count)
    }
    for (place, score) in scores.enumerated() {
      var passes = rule.threshold?.passes(score) ?? true
      if let range = rule.topProbability {
        let isWithin = range.contains(probability[place])
        failures.take(threshold: !passes, topProbability: !isWithin)
        passes = passes && isWithin
      }
      let order = RankKey.ordered(score, largerFirst: rule.largerFirst)
      guard passes ? passing.admits(score: order) : others.admits(score: order) else {
        if passes { passing.pass() } else { others.pass() }
        continue
      }
      let key = RankKey(
        score: order,
        tiebreak: tiebreak.map { RankKey.ordered($0[place], largerFirst: rule.tiebreakLargerFirst) } ?? 0,
        draw: draw(place), row: row(place))
      if passes { passing.offer(key) } else { others.offer(key) }
    }
  }

  /// Takes in what another head has been offered.
  package mutating func merge(_ other: CandidateHead) {
    passing.merge(other.passing)
    others.merge(other.others)
    failures.add(other.failures)
  }

  /// The candidates, best first, those that fill a shortage last, and how they came about.
  package func finish(threads: Int = 1) -> Found {
    let taken = passing.sorted(threads: threads)
    let needed = min(rule.atLeast, rule.cap)
    let fill = others.sorted().prefix(max(0, needed - taken.count))
    let keys = taken + fill
    let report = CandidateReport(
      ranked: passing.offered + others.offered, passed: passing.offered, cut: passing.offered - taken.count,
      filled: fill.count, candidates: keys.count, missing: max(0, rule.atLeast - keys.count))
    var failures = failures
    if rule.topProbability == nil { failures.threshold = others.offered }
    return Found(rows: keys.map(\.row), passed: taken.count, report: report, failures: failures, keys: keys)
  }
}
