/// How well predictions agree with what is known.
package enum Metrics {
  /// The ends of an interval, both included.
  package struct Interval: Sendable, Equatable {
    /// The lower end.
    package var low: Double
    /// The upper end.
    package var high: Double

    /// Makes an interval.
    package init(low: Double, high: Double) {
      self.low = low
      self.high = high
    }
  }

  /// The most probable class of each row, the lower index at a tie.
  ///
  /// - Parameters:
  ///   - probabilities: Rows × classes.
  ///   - classes: How many classes there are.
  /// - Returns: A class for each row.
  package static func predictions(probabilities: [Float], classes: Int) -> [Int] {
    guard classes >= 1 else { return [] }
    return (0..<probabilities.count / classes).map { row in
      var best = 0
      for label in 1..<max(1, classes)
      where probabilities[row * classes + label] > probabilities[row * classes + best] {
        best = label
      }
      return best
    }
  }
}
