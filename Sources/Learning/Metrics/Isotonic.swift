/// Curves that do not fall.
package enum Isotonic {
  /// The values nearest to some values, by their squares, that do not fall: pooled adjacent violators.
  ///
  /// Barlow, Bartholomew, Bremner, Brunk: "Statistical inference under order restrictions" (1972). O(n).
  ///
  /// - Parameter values: In order, all alike.
  /// - Returns: As many values, ascending or equal.
  package static func ascending(_ values: [Double]) -> [Double] {
    var blocks: [(sum: Double, count: Int)] = []
    for value in values {
      blocks.append((value, 1))
      while blocks.count > 1,
        case let (last, before) = (blocks[blocks.count - 1], blocks[blocks.count - 2]),
        before.sum / Double(before.count) > last.sum / Double(last.count)
      {
        blocks.removeLast(2)
        blocks.append((before.sum + last.sum, before.count + last.count))
      }
    }
    return blocks.flatMap { Array(repeating: $0.sum / Double($0.count), count: $0.count) }
  }
}
