import Draws

/// Where a learning curve leads, with a band.
package struct LearningForecast: Sendable {
  /// A point of the curve so far.
  package struct Point: Sendable, Equatable {
    /// The labels that the model learned from.
    package var labels: Int
    /// Its quality.
    package var value: Double
    /// The standard deviation of that.
    package var deviation: Double

    /// Makes a point.
    package init(labels: Int, value: Double, deviation: Double) {
      self.labels = labels
      self.value = value
      self.deviation = deviation
    }
  }

  /// The curve through the points.
  package let curve: PowerCurve
  /// Curves through points that were drawn about it.
  package let resampled: [PowerCurve]

  /// How many different numbers of labels are needed: the curve has three parameters.
  package static let leastPoints = 4
  /// No point counts as if it were known better: a holdout on which all is right has an interval of no width.
  package static let leastDeviation = 0.005

  /// Fits the curve by weighted least squares and once more to each of many draws of the points about it (the parametric
  /// bootstrap; Efron and Tibshirani, An introduction to the bootstrap, 1993).
  ///
  /// Each point is drawn by itself with its own standard deviation; where the points lie farther from the curve than these say,
  /// all are drawn that much wider. Resample number r is drawn from the stream of `draw` named by r. Fewer than `leastPoints`
  /// different numbers of labels give nothing.
  ///
  /// - Parameters:
  ///   - points: In any order.
  ///   - resamples: How many draws.
  ///   - draw: Where they come from.
  package init?(_ points: [Point], resamples: Int, draw: Draw) {
    let points = points.filter { $0.labels > 0 && $0.value.isFinite && $0.deviation.isFinite }
    guard Set(points.map(\.labels)).count >= Self.leastPoints else { return nil }
    let deviations = points.map { max(Self.leastDeviation, $0.deviation) }
    let fit = PowerCurveFit(labels: points.map { Double($0.labels) }, weights: deviations.map { 1 / ($0 * $0) })
    guard let curve = fit.curve(points.map(\.value)) else { return nil }
    let middle = points.map { curve.value(at: Double($0.labels)) }
    var scatter = 0.0
    for place in points.indices {
      let rest = (points[place].value - middle[place]) / deviations[place]
      scatter += rest * rest
    }
    let width = max(1, scatter / Double(points.count - 3)).squareRoot()
    self.curve = curve
    resampled = (0..<max(0, resamples)).compactMap { resample in
      var stream = draw.stream(String(resample))
      return fit.curve(
        points.indices.map { min(1, max(0, middle[$0] + width * deviations[$0] * stream.normal())) })
    }
  }

  /// When a target is reached, as far as it can be told.
  package struct Answer: Sendable, Equatable {
    /// The labels that the model must learn from; nil: more than `most`, or never.
    package var labels: Double?
    /// The ends of the 90 % band; nil: more than `most`.
    package var low: Double?
    package var high: Double?
    /// The share of the draws in which it is never reached, however many labels there are.
    package var never: Double
  }

  /// When the curve and those about it reach a target.
  ///
  /// - Parameters:
  ///   - target: The quality to reach.
  ///   - most: The number of labels beyond which nothing is said.
  /// - Returns: The curve's own answer, and the 5 % and 95 % quantiles of those about it, widened to hold it.
  package func labels(reaching target: Double, most: Double) -> Answer {
    let found = resampled.map { $0.labels(reaching: target) }
    let own = curve.labels(reaching: target) ?? .infinity
    let sorted = found.map { $0 ?? .infinity }.sorted()
    func known(_ labels: Double) -> Double? { labels <= most ? labels : nil }
    let last = sorted.count - 1
    return Answer(
      labels: known(own), low: known(sorted.isEmpty ? own : min(own, sorted[last / 20])),
      high: known(sorted.isEmpty ? own : max(own, sorted[last - last / 20])),
      never: found.isEmpty ? 0 : Double(found.count { $0 == nil }) / Double(found.count))
  }

  /// The quality after so many labels, and the ends of its 90 % band.
  package func band(at labels: Double) -> (value: Double, low: Double, high: Double) {
    let value = curve.value(at: labels)
    let values = resampled.map { $0.value(at: labels) }.sorted()
    guard !values.isEmpty else { return (value, value, value) }
    return (value, min(value, Metrics.quantile(values, 0.05)), max(value, Metrics.quantile(values, 0.95)))
  }
}
