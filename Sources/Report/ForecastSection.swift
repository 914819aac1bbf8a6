/// The labels to the target, as the learning curve goes on.
package struct ForecastSection: Codable, Sendable, Equatable {
  package enum Outcome: String, Codable, Sendable, CaseIterable {
    /// The latest model has reached the target.
    case reached
    /// `labels` says when.
    case forecast
    /// More than `most` labels are needed.
    case beyond
    /// In most of the draws the curve never comes there.
    case unlikely
    /// There are too few points with an interval.
    case tooFewPoints = "too_few_points"
  }
  /// The curve a − b · n^(−c).
  package struct Curve: Codable, Sendable, Equatable {
    package var limit: Double
    package var gap: Double
    package var rate: Double

    package init(limit: Double, gap: Double, rate: Double) {
      self.limit = limit
      self.gap = gap
      self.rate = rate
    }
  }
  /// A place of the curve with its 90 % band.
  package struct Place: Codable, Sendable, Equatable {
    package var labels: Int
    package var value: Double
    package var low: Double
    package var high: Double

    package init(labels: Int, value: Double, low: Double, high: Double) {
      self.labels = labels
      self.value = value
      self.low = low
      self.high = high
    }
  }

  package var outcome: Outcome
  /// The macro-F1 that is asked for.
  package var target: Double
  /// The points that the curve goes through.
  package var points: Int
  /// The labels beyond which nothing is said.
  package var most: Int
  /// The labels that the model must learn from, with the ends of the 90 % band; an end that is nil is beyond `most`.
  package var labels: Int?
  package var low: Int?
  package var high: Int?
  /// How many labels more than there are, and what they cost at the price of a label so far.
  package var more: Int?
  package var cost: Double?
  package var costLow: Double?
  package var costHigh: Double?
  /// The share of the draws in which the target is never reached.
  package var never: Double?
  package var draws: Int?
  package var curve: Curve?
  /// What the chart shows.
  package var path: [Place]?

  package init(outcome: Outcome, target: Double, points: Int, most: Int) {
    self.outcome = outcome
    self.target = target
    self.points = points
    self.most = most
  }
}
