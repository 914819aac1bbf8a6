/// Ranked batch-mode sampling.
package struct RankedBatch: Sendable {
  /// There is nothing to set.
  package init() {}

  /// What it looks at beside keys and scores.
  package var needs: StrategyNeeds { [.vectors, .probabilities, .labelled] }
}
