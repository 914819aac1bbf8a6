import Draws

extension Metrics {
  /// How much better one model is than another on the same rows.
  package struct PairedGain: Sendable, Equatable {
    /// The macro-F1 of the later model less that of the earlier one.
    package var value: Double
    /// What the gain is below with 95 % confidence, one-sided.
    package var bound: Double
    /// What the gain is within with 95 % confidence, two-sided.
    package var interval: Interval
    /// How many groups were drawn from.
    package var groups: Int
  }

  /// The gain in macro-F1 of one model over another, and a bound on it by the paired bootstrap over whole groups.
  ///
  /// Each resample draws groups with replacement, as many as there are, and takes the difference of the two models on the same
  /// rows: what is hard for both leaves it alone (Efron and Tibshirani, An introduction to the bootstrap, 1993, ch. 13; the
  /// percentile at 95 %, linearly interpolated). Resample number r is drawn from the stream of `draw` named by r, so the result
  /// depends on neither the order of the rows nor the number of other resamples.
  ///
  /// - Parameters:
  ///   - expected: The class of each row.
  ///   - before: What the earlier model predicts for it.
  ///   - since: What the later model predicts for it.
  ///   - groups: The group of each row, compared by UTF-8 bytes.
  ///   - classes: How many classes there are.
  ///   - resamples: How many samples.
  ///   - draw: Where the draws come from.
  /// - Returns: The gain; nil without a row.
  /// - Throws: ``LearningError``.
  package static func macroF1Gain(
    expected: [Int], before: [Int], since: [Int], groups: [String], classes: Int, resamples: Int = 1000, draw: Draw
  ) throws -> PairedGain? {
    guard (1...1_000_000).contains(resamples) else { throw LearningError.option(.resamples) }
    try Check.length(.groups, groups.count, expected: expected.count)
    let value =
      macroF1(f1(try confusion(expected: expected, predicted: since, classes: classes)))
      - macroF1(f1(try confusion(expected: expected, predicted: before, classes: classes)))
    let grouping = Grouping(groups)
    guard grouping.count > 0 else { return nil }
    let rows = grouping.rows
    let none = [[Double]](repeating: [Double](repeating: 0, count: classes), count: classes)
    var gains: [Double] = []
    gains.reserveCapacity(resamples)
    for resample in 0..<resamples {
      var stream = draw.stream(String(resample))
      var times = [Int](repeating: 0, count: grouping.count)
      for _ in 0..<grouping.count { times[stream.below(grouping.count)] += 1 }
      var (earlier, later) = (none, none)
      for group in 0..<grouping.count where times[group] > 0 {
        for row in rows[group] {
          earlier[expected[row]][before[row]] += Double(times[group])
          later[expected[row]][since[row]] += Double(times[group])
        }
      }
      gains.append(macroF1(f1(later)) - macroF1(f1(earlier)))
    }
    gains.sort()
    return PairedGain(
      value: value, bound: quantile(gains, 0.95),
      interval: Interval(low: quantile(gains, 0.025), high: quantile(gains, 0.975)), groups: grouping.count)
  }
}
