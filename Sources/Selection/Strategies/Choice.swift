/// What a strategy has chosen, and what a receipt says about it.
package struct Choice: Sendable, Equatable {
  /// Places of candidates, in the order in which they were chosen.
  package var picks: [Int]
  /// The cluster of every candidate, from 0, or -1 for one that is in none; empty where the strategy forms no clusters.
  package var clusters: [Int32]
  /// The Euclidean distance of every candidate from the centroid of its cluster, or where there are no clusters from the
  /// nearest point chosen or labelled before it was chosen itself; empty where the strategy measures none, NaN for unknown.
  package var distances: [Float]
  /// One centroid a cluster, row-major; empty where there are none.
  package var centroids: [Float]

  /// Puts a choice together.
  package init(picks: [Int], clusters: [Int32] = [], distances: [Float] = [], centroids: [Float] = []) {
    self.picks = picks
    self.clusters = clusters
    self.distances = distances
    self.centroids = centroids
  }
}
