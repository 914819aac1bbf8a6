/// The order in which images are asked about.
package enum Ranking {
  /// Ranks rows, best first.
  ///
  /// Rows go by score, equal scores by `tiebreak`, and equal ones of those by the smaller draw key, so the order does not
  /// depend on that of the rows. Zero equals minus zero; NaN comes last. O(n log n).
  ///
  /// - Parameters:
  ///   - scores: One a row.
  ///   - largerFirst: Whether the greatest score is best.
  ///   - tiebreak: One a row, or nil.
  ///   - tiebreakLargerFirst: Whether the greatest tiebreak is best.
  ///   - keys: One draw key a row.
  /// - Returns: A permutation of the row numbers.
  /// - Throws: `SelectionError.count` where the lengths differ.
  package static func rank(
    scores: [Double], largerFirst: Bool, tiebreak: [Double]? = nil, tiebreakLargerFirst: Bool = true,
    keys: [UInt64]
  ) throws -> [Int] {
    guard keys.count == scores.count else {
      throw SelectionError.count(of: .keys, expected: scores.count, found: keys.count)
    }
    if let tiebreak, tiebreak.count != scores.count {
      throw SelectionError.count(of: .tiebreak, expected: scores.count, found: tiebreak.count)
    }
    var entries = scores.indices.map { row in
      RankKey(
        score: RankKey.ordered(scores[row], largerFirst: largerFirst),
        tiebreak: tiebreak.map { RankKey.ordered($0[row], largerFirst: tiebreakLargerFirst) } ?? 0,
        draw: keys[row], row: row)
    }
    entries.sort()
    return entries.map(\.row)
  }

  /// `rows` by ascending draw key; `keys` has one for each of `rows`, in their order.
  static func byKey(_ rows: [Int], keys: [UInt64]) -> [Int] {
    rows.indices.map { RankKey(score: 0, draw: keys[$0], row: rows[$0]) }.sorted().map(\.row)
  }
}
