/// BADGE.
package struct Badge: Sendable {
  /// There is nothing to set.
  package init() {}

  /// What it looks at beside keys and scores.
  package var needs: StrategyNeeds { [.vectors, .probabilities] }
}
