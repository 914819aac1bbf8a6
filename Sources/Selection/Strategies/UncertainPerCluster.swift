/// As many k-means clusters as images are wanted, and from each the candidate that is asked about first.
///
/// What small-text (`EmbeddingKMeans` before a measure) and Encord call diversity and uncertainty together: the clustering
/// spreads the batch, the ranking chooses in each cluster. Members are never tied, since the candidates' order is the
/// ranking. Picks are in that order.
///
/// Clusters, distances from the centroid and centroids are those of all candidates. Complexity: that of `KMeans`.
package struct UncertainPerCluster: BatchStrategy {
  /// Lloyd iterations at the most, 25 by default.
  package var iterations: Int

  /// Sets how long Lloyd's algorithm may go on.
  package init(iterations: Int = 25) {
    self.iterations = iterations
  }

  package var needs: StrategyNeeds { .vectors }

  package func choose(_ count: Int, from input: StrategyInput) throws -> Choice {
    guard let result = try input.clusters(count, iterations: iterations) else { return Choice(picks: []) }
    var isTaken = [Bool](repeating: false, count: result.sizes.count)
    var picks: [Int] = []
    for (place, cluster) in result.assignment.enumerated() where !isTaken[Int(cluster)] {
      isTaken[Int(cluster)] = true
      picks.append(place)
    }
    return Choice(picks: picks, clusters: result)
  }
}
