extension Metrics {
  /// How far the top probability is from the share of correct predictions, on average over the rows.
  ///
  /// Expected calibration error (Naeini, Cooper, Hauskrecht 2015; Guo et al. 2017): rows are put into bins of equal
  /// width (0, 1/n], (1/n, 2/n] … by their top probability; Σ over bins of the bin's share of the rows times
  /// |share correct − mean top probability|. The lower index is predicted at a tie.
  ///
  /// - Parameters:
  ///   - probabilities: Rows × classes.
  ///   - labels: The class of each row.
  ///   - classes: How many classes there are.
  ///   - bins: How many bins.
  ///   - weights: A weight for each row; nil for 1 each.
  /// - Returns: A number from 0 to 1; 0 without a row.
  /// - Throws: ``LearningError``.
  package static func expectedCalibrationError(
    probabilities: [Float], labels: [Int], classes: Int, bins: Int = 15, weights: [Double]? = nil
  ) throws -> Double {
    guard (1...1_000_000).contains(bins) else { throw LearningError.option(.bins) }
    try Check.labels(labels, classes: classes)
    try Check.shape(.probabilities, probabilities.count, rows: labels.count, columns: classes)
    try Check.finite(.probabilities, probabilities, columns: classes)
    let weights = try Check.weights(weights, rows: labels.count)
    let predicted = predictions(probabilities: probabilities, classes: classes)
    // Σ w (correct − confidence) of each bin; over the total weight its size is the bin's part of the error.
    var gap = [Double](repeating: 0, count: bins)
    var total = 0.0
    for row in labels.indices {
      let confidence = Double(probabilities[row * classes + predicted[row]])
      let scaled = min(max(confidence * Double(bins), 0), Double(bins))
      let bin = max(0, Int(scaled.rounded(.up)) - 1)
      gap[bin] += weights[row] * ((predicted[row] == labels[row] ? 1 : 0) - confidence)
      total += weights[row]
    }
    return total > 0 ? gap.reduce(0) { $0 + abs($1) } / total : 0
  }
}
