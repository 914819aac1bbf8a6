/// DBSCAN.
package struct DensityClusters: Sendable {
  /// The radius of a neighbourhood; nil: where the distances to the nearest neighbours bend.
  package var radius: Float?
  /// How many points, itself counted, a core point has in its neighbourhood, 5 by default.
  package var minimum: Int

  /// Sets the radius and the density.
  package init(radius: Float? = nil, minimum: Int = 5) {
    self.radius = radius
    self.minimum = minimum
  }

  /// What it looks at beside keys and scores.
  package var needs: StrategyNeeds { .vectors }
}
