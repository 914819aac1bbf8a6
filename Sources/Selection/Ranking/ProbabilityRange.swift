/// The rule that the greatest probability of a candidate must lie within.
///
/// Both ends are inside, and are compared as the floats that the probabilities are.
package struct ProbabilityRange: Sendable, Equatable {
  /// The lower end.
  package let low: Double
  /// The upper end.
  package let high: Double

  /// Declares a rule.
  package init(low: Double, high: Double) {
    self.low = low
    self.high = high
  }

  /// Whether a probability lies within; NaN does not.
  package func contains(_ probability: Float) -> Bool {
    probability >= Float(low) && probability <= Float(high)
  }
}
