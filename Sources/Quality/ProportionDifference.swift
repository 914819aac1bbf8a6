/// The difference of two proportions of independent samples.
package struct ProportionDifference: Sendable, Equatable {
  /// The first less the second.
  package let value: Double
  /// 95 %.
  package let interval: Interval

  /// The difference with Newcombe's hybrid interval of Wilson's two (Newcombe 1998, method 10).
  ///
  /// `value − √((p₁ − l₁)² + (u₂ − p₂)²)` to `value + √((u₁ − p₁)² + (p₂ − l₂)²)`, where `l` and `u` are the ends of each
  /// proportion's own interval.
  ///
  /// - Returns: Nil where either has no trial.
  package init?(_ first: Proportion, _ second: Proportion) {
    guard let p1 = first.value, let p2 = second.value, let i1 = first.interval, let i2 = second.interval else {
      return nil
    }
    value = p1 - p2
    let down = ((p1 - i1.low) * (p1 - i1.low) + (i2.high - p2) * (i2.high - p2)).squareRoot()
    let up = ((i1.high - p1) * (i1.high - p1) + (p2 - i2.low) * (p2 - i2.low)).squareRoot()
    interval = Interval(low: value - down, high: value + up)
  }
}
