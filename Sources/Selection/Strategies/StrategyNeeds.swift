/// What a strategy looks at.
package struct StrategyNeeds: OptionSet, Sendable {
  package let rawValue: Int

  package init(rawValue: Int) { self.rawValue = rawValue }

  /// The candidates' vectors.
  package static let vectors = StrategyNeeds(rawValue: 1)
  /// The candidates' probabilities.
  package static let probabilities = StrategyNeeds(rawValue: 2)
  /// The labelled images' vectors.
  package static let labelled = StrategyNeeds(rawValue: 4)
}
