/// What a number must be within.
package struct Bounds: Sendable, Equatable {
  /// The lower bound.
  package let least: Double
  /// The upper bound, which is inside; infinite where there is none.
  package let most: Double
  /// Whether `least` itself is outside.
  package let above: Bool
  /// As written for a person where a number would not say it.
  package let note: String?

  init(from least: Double, to most: Double, above: Bool = false, note: String? = nil) {
    self.least = least
    self.most = most
    self.above = above
    self.note = note
  }

  /// What a whole number, or a count, must be within.
  init(_ range: ClosedRange<Int>) {
    self.init(from: Double(range.lowerBound), to: Double(range.upperBound))
  }

  /// Above 0 and at most 1.
  static let positiveShare = Bounds(from: 0, to: 1, above: true)
  /// From 0 to 1.
  static let share = Bounds(from: 0, to: 1)
  /// Sums of money.
  static let money = Bounds(from: 0, to: .infinity)
  /// Millions of pixels of an image.
  static let megapixels = Bounds(from: 0, to: 10_000, above: true)

  func contains(_ value: Double) -> Bool {
    (above ? value > least : value >= least) && value <= most
  }
}
