import Draws

extension Metrics {
  /// A 95 % interval of a figure made of the confusion matrix, by the percentile bootstrap over whole groups.
  ///
  /// Images of one group are alike, so groups are drawn, with replacement, as many as there are (Efron 1979; Field and
  /// Welsh 2007 for the cluster bootstrap). Resample number r is drawn from the stream of `draw` named by r, so the
  /// result depends on neither the order of the rows nor the number of other resamples.
  ///
  /// - Parameters:
  ///   - expected: The class of each row.
  ///   - predicted: The predicted class of each row.
  ///   - groups: The group of each row, compared by UTF-8 bytes.
  ///   - classes: How many classes there are.
  ///   - weights: A weight for each row; nil for 1 each.
  ///   - resamples: How many samples.
  ///   - draw: Where the draws come from.
  ///   - figure: The figure of a (resampled) confusion by class; nil where the sample does not have it.
  /// - Returns: The 2.5 % and 97.5 % quantiles, linearly interpolated, of the samples that have the figure; nil if none.
  /// - Throws: ``LearningError``.
  package static func bootstrap(
    expected: [Int], predicted: [Int], groups: [String], classes: Int, weights: [Double]? = nil,
    resamples: Int = 1000, draw: Draw, figure: ([F1]) -> Double?
  ) throws -> Interval? {
    guard (1...1_000_000).contains(resamples) else { throw LearningError.option(.resamples) }
    try Check.labels(expected, classes: classes)
    try Check.length(.predictions, predicted.count, expected: expected.count)
    try Check.labels(predicted, classes: classes)
    try Check.length(.groups, groups.count, expected: expected.count)
    let weights = try Check.weights(weights, rows: expected.count)
    let grouping = Grouping(groups)
    guard grouping.count > 0 else { return nil }
    let rows = grouping.rows
    var figures: [Double] = []
    figures.reserveCapacity(resamples)
    for resample in 0..<resamples {
      var stream = draw.stream(String(resample))
      var confusion = [[Double]](repeating: [Double](repeating: 0, count: classes), count: classes)
      var times = [Int](repeating: 0, count: grouping.count)
      for _ in 0..<grouping.count { times[stream.below(grouping.count)] += 1 }
      for group in 0..<grouping.count where times[group] > 0 {
        for row in rows[group] {
          confusion[expected[row]][predicted[row]] += weights[row] * Double(times[group])
        }
      }
      if let value = figure(f1(confusion)), value.isFinite { figures.append(value) }
    }
    guard !figures.isEmpty else { return nil }
    figures.sort()
    return Interval(low: quantile(figures, 0.025), high: quantile(figures, 0.975))
  }

  /// A 95 % interval of macro-F1 by the bootstrap over groups; nil without a row.
  ///
  /// - Throws: ``LearningError``.
  package static func macroF1Interval(
    expected: [Int], predicted: [Int], groups: [String], classes: Int, weights: [Double]? = nil,
    resamples: Int = 1000, draw: Draw
  ) throws -> Interval? {
    try bootstrap(
      expected: expected, predicted: predicted, groups: groups, classes: classes, weights: weights,
      resamples: resamples, draw: draw, figure: macroF1)
  }

  /// The quantile of sorted values, at least one, linearly interpolated between the two nearest (NumPy's default).
  package static func quantile(_ sorted: [Double], _ share: Double) -> Double {
    let position = share * Double(sorted.count - 1)
    let index = min(Int(position), sorted.count - 1)
    let next = min(index + 1, sorted.count - 1)
    return sorted[index] + (sorted[next] - sorted[index]) * (position - Double(index))
  }
}
