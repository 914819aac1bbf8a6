import Selection

/// The images among which a batch is chosen, from a whole ranking: the plain reference of `CandidateHead`.
enum Candidates {
  /// The head of a ranking: the rows that pass a threshold, at most `cap` of them, and where they are fewer than
  /// `atLeast` the next in rank past the threshold.
  ///
  /// - Parameters:
  ///   - ranking: Row numbers, best first.
  ///   - scores: The score of each row, by row number.
  ///   - threshold: Nil lets all pass.
  ///   - cap: The greatest number of candidates; a smaller `atLeast` is not raised to it.
  ///   - atLeast: How many are needed; no more than `cap` counts.
  /// - Returns: The candidates' row numbers, best first, those that fill a shortage last, and the counts.
  /// - Throws: `SelectionError` where a row of the ranking has no score.
  static func choose(
    ranking: [Int], scores: [Double], threshold: Threshold?, cap: Int, atLeast: Int
  ) throws -> (rows: [Int], report: CandidateReport) {
    var passing: [Int] = []
    var others: [Int] = []
    let cap = max(0, cap)
    let needed = min(max(0, atLeast), cap)
    var passed = 0
    for row in ranking {
      guard scores.indices.contains(row) else {
        throw SelectionError.outside(.scores, found: row, least: 0, greatest: scores.count - 1)
      }
      if threshold?.passes(scores[row]) ?? true {
        passed += 1
        if passing.count < cap { passing.append(row) }
      } else if others.count < needed {
        others.append(row)
      }
    }
    let filled = min(max(0, needed - passing.count), others.count)
    let rows = passing + others.prefix(filled)
    let report = CandidateReport(
      ranked: ranking.count, passed: passed, cut: passed - passing.count, filled: filled,
      candidates: rows.count, missing: max(0, atLeast - rows.count))
    return (rows, report)
  }
}
