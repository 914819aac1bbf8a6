/// As many k-means clusters as images are wanted, and from each the candidate nearest to the centroid.
///
/// The published system's batch; diverse mini-batches by k-means are those of Zhdanov, "Diverse mini-batch Active Learning"
/// (2019), without its weights. Of members equally near the one with the smaller draw key is taken. Each cluster gives
/// exactly one image, and where there are no more candidates than images wanted each is its own cluster.
///
/// Picks are in the candidates' order. Clusters, distances from the centroid and centroids are those of all candidates.
/// Complexity and memory: see `KMeans`; very many clusters are formed in cells (`CellKMeans`).
package struct KMeansStrategy: BatchStrategy {
  /// Lloyd iterations at the most, 25 by default; in cells, sweeps of the exchange.
  package var iterations: Int

  /// Sets how long Lloyd's algorithm may go on.
  package init(iterations: Int = 25) {
    self.iterations = iterations
  }

  package var needs: StrategyNeeds { .vectors }

  package func choose(_ count: Int, from input: StrategyInput) throws -> Choice {
    guard let result = try input.clusters(count, iterations: iterations) else { return Choice(picks: []) }
    return Choice(
      picks: BatchSelection.representatives(of: result, keys: input.keys).sorted(), clusters: result)
  }
}

extension StrategyInput {
  /// The candidates' k-means clustering into `count` clusters, or as many as there are candidates; nil where that is none.
  func clusters(_ count: Int, iterations: Int) throws -> KMeans.Result? {
    let clusters = try wanted(count, needs: .vectors)
    guard clusters > 0 else { return nil }
    return try KMeans.cluster(
      vectors, dimensions: dimensions, clusters: clusters, iterations: iterations, draw: draw, pointKeys: keys,
      threads: threads)
  }
}

extension Choice {
  /// Picks out of a k-means clustering of all candidates.
  init(picks: [Int], clusters result: KMeans.Result) {
    self.init(
      picks: picks, clusters: result.assignment, distances: result.distances.map { $0.squareRoot() },
      centroids: result.centroids)
  }
}
