import CKernels

/// One number that logits are divided by so that probabilities mean what they say.
///
/// Guo, Pleiss, Sun, Weinberger, "On Calibration of Modern Neural Networks", ICML 2017.
package enum TemperatureScaling {
  /// The temperatures that are considered.
  package static let range = 0.05...20.0

  /// The temperature with the least negative log-likelihood of the labels under softmax(logits / T).
  ///
  /// In β = 1/T the objective is convex, so its derivative Σ w (E[z] − z of the label) has one sign change; it is
  /// bracketed and found by Newton's method, bisecting where that would leave the bracket, to the last bits.
  ///
  /// - Parameters:
  ///   - logits: Rows × classes. Minus infinity stands for a class that the model does not have.
  ///   - labels: The class of each row. A row whose label has a logit of minus infinity is left out, since no
  ///     temperature changes its loss.
  ///   - classes: How many classes there are.
  ///   - weights: A weight for each row; nil for 1 each.
  /// - Returns: A temperature in ``range``; 1 where no row says anything about it.
  /// - Throws: ``LearningError``; a logit of NaN or plus infinity is ``LearningError/notFinite(_:row:column:)``.
  package static func fit(
    logits: [Double], labels: [Int], classes: Int, weights: [Double]? = nil
  ) throws -> Double {
    try Check.labels(labels, classes: classes)
    try Check.shape(.logits, logits.count, rows: labels.count, columns: classes)
    let weights = try Check.weights(weights, rows: labels.count)
    for (index, logit) in logits.enumerated() where logit.isNaN || logit == .infinity {
      throw LearningError.notFinite(.logits, row: index / classes, column: index % classes)
    }
    let rows = labels.indices.filter { weights[$0] > 0 && logits[$0 * classes + labels[$0]] > -.infinity }
    let problem = Problem(logits: logits, labels: labels, classes: classes, weights: weights, rows: rows)

    var low = 1 / range.upperBound
    var high = 1 / range.lowerBound
    let atLow = problem.slope(low)
    let atHigh = problem.slope(high)
    if atLow.first == 0 && atHigh.first == 0 { return 1 }
    if atLow.first >= 0 { return range.upperBound }
    if atHigh.first <= 0 { return range.lowerBound }
    var beta = 1.0
    for _ in 0..<200 {
      let (first, second) = problem.slope(beta)
      if first == 0 { break }
      if first < 0 { low = beta } else { high = beta }
      let newton = beta - first / second
      let next = newton > low && newton < high ? newton : (low * high).squareRoot()
      if abs(next - beta) <= 1e-14 * beta { break }
      beta = next
    }
    return min(max(1 / beta, range.lowerBound), range.upperBound)
  }

  private struct Problem {
    let logits: [Double]
    let labels: [Int]
    let classes: Int
    let weights: [Double]
    let rows: [Int]

    /// The first two derivatives of the negative log-likelihood in β, rows in order.
    func slope(_ beta: Double) -> (first: Double, second: Double) {
      var first = 0.0
      var second = 0.0
      for row in rows {
        let base = row * classes
        var largest = -Double.infinity
        for index in base..<base + classes { largest = max(largest, logits[index]) }
        var mass = 0.0
        var mean = 0.0
        var square = 0.0
        for index in base..<base + classes where logits[index] > -.infinity {
          // Relative to the largest, so that nothing overflows and what is far below adds 0 and not 0 · infinity.
          let below = max(logits[index] - largest, -1e300)
          let share = ck_exp(beta * below)
          guard share > 0 else { continue }
          mass += share
          mean += share * below
          square += share * (below * below)
        }
        mean /= mass
        first += weights[row] * (mean - max(logits[base + labels[row]] - largest, -1e300))
        second += weights[row] * max(0, square / mass - mean * mean)
      }
      return (first, second)
    }
  }
}
