/// What an image is ranked by, as whole numbers: the smaller, the sooner it is asked about.
///
/// Images go by score, equal scores by the tie-break, and equal ones of those by the smaller draw key, so the order does
/// not depend on that of the rows. Zero equals minus zero; NaN comes last.
package struct RankKey: Comparable, Sendable {
  private let score: UInt64
  private let tiebreak: UInt64
  private let draw: UInt64
  /// The image's row, by which images are distinguished that nothing else does.
  package let row: Int

  /// Makes a key of numbers that `ordered` has given.
  ///
  /// - Parameters:
  ///   - score: The acquisition measure.
  ///   - tiebreak: What comes after it; the same for all where there is none.
  ///   - draw: The draw key.
  ///   - row: The row.
  package init(score: UInt64, tiebreak: UInt64 = 0, draw: UInt64, row: Int) {
    self.score = score
    self.tiebreak = tiebreak
    self.draw = draw
    self.row = row
  }

  /// The same image with another score and row.
  package func rescored(_ score: UInt64, row: Int) -> RankKey {
    RankKey(score: score, tiebreak: tiebreak, draw: draw, row: row)
  }

  /// Whether nothing but the draw tells two images apart.
  package func ties(with other: RankKey) -> Bool { score == other.score && tiebreak == other.tiebreak }

  /// For each image, how many there are that nothing but the draw tells apart from it, itself among them.
  ///
  /// - Complexity: O(n log n); O(n) where they are in order.
  package static func tied(_ keys: [RankKey]) -> [Int32] {
    let order =
      zip(keys, keys.dropFirst()).allSatisfy { !($1 < $0) }
      ? Array(keys.indices) : keys.indices.sorted { keys[$0] < keys[$1] }
    var result = [Int32](repeating: 1, count: keys.count)
    var start = 0
    while start < order.count {
      var end = start + 1
      while end < order.count, keys[order[end]].ties(with: keys[order[start]]) { end += 1 }
      for place in start..<end { result[order[place]] = Int32(end - start) }
      start = end
    }
    return result
  }

  /// A whole number that sorts as `value` does, NaN last.
  package static func ordered(_ value: Double, largerFirst: Bool) -> UInt64 {
    if value.isNaN { return .max }
    // Adding zero makes minus zero zero.
    let bits = (value + 0).bitPattern
    let ascending = bits >> 63 == 1 ? ~bits : bits | 1 << 63
    return largerFirst ? ~ascending : ascending
  }

  /// Whether an image of this score might come before this one.
  package func mayFollow(score other: UInt64) -> Bool { other <= score }

  package static func < (a: RankKey, b: RankKey) -> Bool {
    if a.score != b.score { return a.score < b.score }
    if a.tiebreak != b.tiebreak { return a.tiebreak < b.tiebreak }
    if a.draw != b.draw { return a.draw < b.draw }
    return a.row < b.row
  }
}
