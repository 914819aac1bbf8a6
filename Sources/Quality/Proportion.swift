/// The ends of an interval, both included.
package struct Interval: Sendable, Equatable {
  package var low: Double
  package var high: Double

  package init(low: Double, high: Double) {
    self.low = low
    self.high = high
  }
}

/// Successes among trials.
package struct Proportion: Sendable, Equatable {
  package var successes: Int
  package var trials: Int

  package init(successes: Int, trials: Int) {
    self.successes = successes
    self.trials = trials
  }

  /// Successes by trials; nil without a trial.
  package var value: Double? {
    trials > 0 ? Double(successes) / Double(trials) : nil
  }

  /// Wilson's 95 % interval; nil without a trial.
  package var interval: Interval? {
    trials > 0 ? Wilson.interval(successes: successes, trials: trials) : nil
  }
}

/// Wilson's score interval for a proportion (Wilson 1927).
package enum Wilson {
  /// The 97.5 % quantile of the normal distribution: intervals of 95 %.
  package static let z95 = 1.959963984540054

  /// The interval within [0, 1]; [0, 1] without a trial.
  ///
  /// Centre (p + z²/2n) / (1 + z²/n), half width z / (1 + z²/n) · √(p(1 − p)/n + z²/4n²). Successes are taken
  /// to lie between none and all.
  package static func interval(successes: Int, trials: Int, z: Double = z95) -> Interval {
    guard trials > 0 else { return Interval(low: 0, high: 1) }
    let hits = min(max(0, successes), trials)
    let n = Double(trials)
    let p = Double(hits) / n
    let z2 = z * z
    let scale = 1 + z2 / n
    let centre = (p + z2 / (2 * n)) / scale
    let half = z / scale * (p * (1 - p) / n + z2 / (4 * n * n)).squareRoot()
    return Interval(
      low: hits == 0 ? 0 : max(0, centre - half), high: hits == trials ? 1 : min(1, centre + half))
  }
}
