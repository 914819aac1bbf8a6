/// The head of the ranking, no diversity: what a plain uncertainty batch is (modAL's `uncertainty_sampling`, Settles 2009).
///
/// The one strategy, beside the fill of others, that looks at the order of the candidates alone. O(count).
package struct HeadOfRanking: BatchStrategy {
  /// There is nothing to set.
  package init() {}

  package var needs: StrategyNeeds { [] }

  package func choose(_ count: Int, from input: StrategyInput) throws -> Choice {
    Choice(picks: Array(0..<(try input.wanted(count, needs: needs))))
  }
}
