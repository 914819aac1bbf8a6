/// DBSCAN's density clusters: one image of each, and the images in none of them kept as rare.
///
/// Ester, Kriegel, Sander, Xu, "A Density-Based Algorithm for Discovering Clusters" (1996), over the candidates' vectors: a
/// candidate with at least `minimum` candidates within `radius`, itself and the radius included, is a core point; core points
/// within the radius of each other are in one cluster; another candidate within the radius of a core point is in the
/// cluster of one. Clusters are numbered by the least draw key of their core points, and a candidate at the border of
/// several is in the first of them: the clusters of scikit-learn's `DBSCAN` with rows in the order of keys.
///
/// A cluster is asked about by the member nearest to its mean, of equally near ones that with the smaller draw key; a candidate
/// in no cluster stands for itself. They take turns, so that neither crowds out the other: the largest cluster, the best
/// candidate that is in none, the next largest cluster and so on: that those in none are kept as rare is the idea of Chen et al.
/// (2025), the order is our own. Equally large clusters go by number. Where there are fewer than wanted the best candidates
/// that are left fill up.
///
/// Without a radius it is where the curve of the distances to the `minimum` − 1st nearest candidates bends
/// (`DensityRadius`).
///
/// Exact. O(n²·d / 2) at the most: see `RadiusPairs`. Memory: a padded copy of the vectors, and the pairs within the radius
/// up to 2²⁵ (256 MiB); where there are more they are found twice.
///
/// Clusters are those of DBSCAN, −1 for none; centroids are the clusters' means; the distance of a candidate in none is NaN.
package struct DensityClusters: BatchStrategy {
  /// The radius of a neighbourhood, 0 where it is negative; nil: where the distances to the nearest neighbours bend.
  package var radius: Float?
  /// How many candidates, itself counted, a core point has within the radius, 5 by default; scikit-learn's `min_samples`.
  package var minimum: Int
  /// How many pairs are kept at the most.
  package var storedPairs = 1 << 25

  /// Sets the radius and the density.
  package init(radius: Float? = nil, minimum: Int = 5) {
    self.radius = radius
    self.minimum = minimum
  }

  package var needs: StrategyNeeds { .vectors }

  /// The square of the radius that candidates are neighbours within.
  ///
  /// - Throws: `SelectionError` where shapes do not fit or a number is not finite.
  package func squaredRadius(for input: StrategyInput) throws -> Double {
    guard radius == nil, try input.wanted(1, needs: needs) > 0 else { return RadiusPairs.squared(radius ?? 0) }
    let order = input.keyOrder
    return try GroupedPoints.with(
      input.vectors, dimensions: input.dimensions, groups: [order], threads: input.threads
    ) { try squaredRadius($0, order) }
  }

  private func squaredRadius(_ points: GroupedPoints, _ order: [Int]) throws -> Double {
    try radius.map(RadiusPairs.squared) ?? DensityRadius.squared(points, order: order, minimum: minimum)
  }

  package func choose(_ count: Int, from input: StrategyInput) throws -> Choice {
    let wanted = try input.wanted(count, needs: needs)
    guard wanted > 0 else { return Choice(picks: []) }
    try input.checkFinite(needs)
    let order = input.keyOrder
    let cells = try RadiusPairs.cells(
      of: input.vectors, dimensions: input.dimensions, order: order, draw: input.draw, threads: input.threads)
    let found = try GroupedPoints.with(
      input.vectors, dimensions: input.dimensions, groups: cells, threads: input.threads
    ) { points in
      let rank = order.ranks
      let squared = try squaredRadius(points, order)
      let pairs = try RadiusPairs(points, squaredRadius: squared)
      return try DensitySearch(pairs, ranks: points.order.map { rank[$0] }, minimum: minimum).clusters(
        storing: storedPairs)
    }
    var clusters = [Int32](repeating: -1, count: input.count)
    for (item, cluster) in found.enumerated() { clusters[order[item]] = cluster }
    return choice(wanted, input, clusters: clusters, order: order)
  }

  /// Takes turns between clusters, largest first, and candidates in none, best first.
  private func choice(_ wanted: Int, _ input: StrategyInput, clusters: [Int32], order: [Int]) -> Choice {
    var members = [[Int]](repeating: [], count: Int(clusters.max() ?? -1) + 1)
    for row in order where clusters[row] >= 0 { members[Int(clusters[row])].append(row) }
    let (centroids, distances) = input.means(of: members)
    let bySize = members.indices.sorted { (members[$1].count, $0) < (members[$0].count, $1) }
    let rare = clusters.indices.filter { clusters[$0] < 0 }
    var choice = Choice(picks: [], clusters: clusters, distances: distances, centroids: centroids)
    for turn in 0..<max(bySize.count, rare.count) {
      if turn < bySize.count {
        // Members are in the order of keys, and the first of the nearest is taken.
        let nearest = members[bySize[turn]].min { distances[$0] < distances[$1] }
        choice.picks += nearest.map { [$0] } ?? []
      }
      if turn < rare.count { choice.picks.append(rare[turn]) }
    }
    choice.picks = Array(choice.picks.prefix(wanted))
    choice.fill(to: wanted, of: input.count)
    return choice
  }
}

extension [Int] {
  /// The inverse of a permutation.
  var ranks: [Int] {
    var result = [Int](repeating: 0, count: count)
    for (rank, row) in enumerated() { result[row] = rank }
    return result
  }
}
