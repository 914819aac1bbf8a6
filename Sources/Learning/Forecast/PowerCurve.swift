import CKernels

/// A learning curve as an inverse power law: quality ≈ a − b · n^(−c) after n labels.
///
/// Figueroa, Zeng-Treitler, Kandula and Ngo, Predicting sample size required for classification performance, BMC Medical
/// Informatics and Decision Making 2012.
package struct PowerCurve: Sendable, Equatable {
  /// What it comes close to in the end, a; at most 1.
  package var limit: Double
  /// How far below that it is after one label, b; at least 0.
  package var gap: Double
  /// How fast it comes close, c; above 0.
  package var rate: Double

  /// Makes a curve.
  package init(limit: Double, gap: Double, rate: Double) {
    self.limit = limit
    self.gap = gap
    self.rate = rate
  }

  /// The quality after so many labels, at least one.
  package func value(at labels: Double) -> Double { limit - gap * Self.power(max(1, labels), -rate) }

  /// The number of labels after which a quality is reached; nil: never.
  package func labels(reaching target: Double) -> Double? {
    guard limit > target else { return nil }
    return max(1, Self.power(gap / (limit - target), 1 / rate))
  }

  /// A power with the same bits on every machine; 0 of what is not above 0.
  static func power(_ base: Double, _ exponent: Double) -> Double {
    base > 0 ? ck_exp(exponent * ck_log(base)) : 0
  }
}

/// Fits curves to qualities that were measured after the same numbers of labels.
package struct PowerCurveFit: Sendable {
  /// The rates that are tried.
  package static let rates = (1...40).map { Double($0) / 20 }

  private let weights: [Double]
  /// For each rate, n^(−c) of every point, where n is a share of `unit`: numbers near 1.
  private let powers: [[Double]]
  private let unit: Double

  /// Prepares the fit.
  ///
  /// - Parameters:
  ///   - labels: The number of labels of each point, at least 1.
  ///   - weights: How much each point counts: one over its variance.
  package init(labels: [Double], weights: [Double]) {
    self.weights = weights
    let unit = max(1, labels.max() ?? 1)
    self.unit = unit
    powers = Self.rates.map { rate in labels.map { PowerCurve.power(max(1, $0) / unit, -rate) } }
  }

  /// The curve with the least sum of weighted squares among those with a ≤ 1 and b ≥ 0.
  ///
  /// The rates are tried one after the other; for each the best a and b are known in closed form. Of equally good rates the
  /// smallest is taken, with which most labels are wanted.
  ///
  /// - Parameter values: The quality of each point.
  /// - Returns: Nil without a point.
  package func curve(_ values: [Double]) -> PowerCurve? {
    guard !values.isEmpty, values.count == weights.count else { return nil }
    var best: (loss: Double, curve: PowerCurve)?
    for (rate, powers) in zip(Self.rates, powers) {
      for line in lines(values, powers) {
        var loss = 0.0
        for place in values.indices {
          let rest = values[place] - (line.limit - line.gap * powers[place])
          loss += weights[place] * rest * rest
        }
        if best.map({ loss < $0.loss }) ?? true {
          best = (loss, PowerCurve(limit: line.limit, gap: line.gap * PowerCurve.power(unit, rate), rate: rate))
        }
      }
    }
    return best?.curve
  }

  /// The best a and b where they are allowed; otherwise the best on either border, one of which is the best that is.
  private func lines(_ values: [Double], _ powers: [Double]) -> [(limit: Double, gap: Double)] {
    var (w, x, xx, y, xy) = (0.0, 0.0, 0.0, 0.0, 0.0)
    for place in values.indices {
      let weight = weights[place]
      w += weight
      x += weight * powers[place]
      xx += weight * powers[place] * powers[place]
      y += weight * values[place]
      xy += weight * powers[place] * values[place]
    }
    let spread = w * xx - x * x
    if spread > 1e-12 * w * xx {
      let gap = (x * y - w * xy) / spread
      let limit = (y + gap * x) / w
      if gap >= 0, limit <= 1 { return [(limit, gap)] }
    }
    return [(1, max(0, (x - xy) / xx)), (min(1, y / w), 0)]
  }
}
