import Texts

/// Checks rows of probabilities that somebody's model gave, and divides those by their sum that half precision has left a
/// little off one.
///
/// A softmax in bfloat16 has eight bits: its rows sum to one within about 3·10⁻³, in half precision within 10⁻³ and what
/// many small classes lose. What is within 10⁻³ stays as it is, to the bit; what is within 10⁻² is divided by its sum, in
/// double precision; what is farther off is no distribution.
package struct ProbabilityRows: Sendable {
  /// How far from one a sum may be for the row to stay as it is.
  package static let exact = 1e-3
  /// How far from one a sum may be at the most.
  package static let widest = 1e-2

  /// How many rows were divided by their sum.
  package private(set) var divided = 0
  /// The least sum among those, and the greatest.
  package private(set) var sums: ClosedRange<Double>?

  /// Begins with no rows.
  package init() {}

  /// Takes in a row: checks it, and divides it by its sum where that is due.
  ///
  /// - Parameters:
  ///   - values: All rows.
  ///   - range: The places of this one.
  ///   - classes: How many probabilities it is to have.
  /// - Returns: What is wrong with it, nil if nothing is.
  package mutating func take(_ values: inout [Float], _ range: Range<Int>, classes: Int) -> DataError.HookRow? {
    guard range.count == classes else { return .classCount(expected: classes, found: range.count) }
    var sum = 0.0
    for place in range {
      let value = values[place]
      guard value.isFinite else { return .notFinite(position: place - range.lowerBound) }
      guard value >= 0, value <= 1.001 else {
        return .outOfRange(position: place - range.lowerBound, value: Double(value))
      }
      sum += Double(value)
    }
    let off = abs(sum - 1)
    guard off > Self.exact else { return nil }
    guard off <= Self.widest else { return .sum(sum) }
    for place in range { values[place] = Float(Double(values[place]) / sum) }
    divided += 1
    sums = min(sums?.lowerBound ?? sum, sum)...max(sums?.upperBound ?? sum, sum)
    return nil
  }

  /// Takes in the rows of a block.
  ///
  /// - Parameters:
  ///   - values: All rows of the block.
  ///   - offsets: Where each begins, and the end of the last.
  ///   - classes: How many probabilities each is to have.
  /// - Returns: The first row that something is wrong with, and what; nil where nothing is.
  package mutating func take(
    _ values: inout [Float], offsets: [Int], classes: Int
  ) -> (row: Int, problem: DataError.HookRow)? {
    for row in 0..<max(0, offsets.count - 1) {
      if let problem = take(&values, offsets[row]..<offsets[row + 1], classes: classes) { return (row, problem) }
    }
    return nil
  }

  /// Adds what was done to other rows.
  package mutating func add(_ other: ProbabilityRows) {
    divided += other.divided
    guard let more = other.sums else { return }
    sums = sums.map { min($0.lowerBound, more.lowerBound)...max($0.upperBound, more.upperBound) } ?? more
  }

  /// What was done, in words: a sentence without its full stop; nil where nothing was.
  ///
  /// - Parameters:
  ///   - what: What the rows are, as `predictions.parquet: the probabilities`.
  ///   - all: How many rows there are.
  /// - Returns: The sentence.
  package func sentence(_ what: String, of all: Int) -> String? {
    guard let sums, divided > 0 else { return nil }
    func number(_ value: Double) -> String { "\((value * 100_000).rounded() / 100_000)" }
    let (low, high) = (number(sums.lowerBound), number(sums.upperBound))
    return "\(what) of \(divided) of \(all) rows sum to \(low == high ? low : "between \(low) and \(high)"), "
      + "as those of half precision do, and were divided by their sum"
  }
}
