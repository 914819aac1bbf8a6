/// TypiClust.
package struct TypiClust: Sendable {
  /// The greatest number of clusters, 500 by default.
  package var maxClusters: Int
  /// How many neighbours typicality looks at, 20 by default.
  package var neighbours: Int

  /// Sets the clusters and neighbours.
  package init(maxClusters: Int = 500, neighbours: Int = 20) {
    self.maxClusters = maxClusters
    self.neighbours = neighbours
  }

  /// What it looks at beside keys and scores.
  package var needs: StrategyNeeds { [.vectors, .labelled] }
}
