/// What strategies that cluster have in common.
package enum BatchSelection {
  /// The member of each cluster that is nearest to its centroid, by cluster.
  ///
  /// - Parameters:
  ///   - result: A clustering, in which no cluster is empty.
  ///   - keys: One draw key a point: of members equally near the one with the smaller key is taken.
  /// - Returns: One point a cluster.
  package static func representatives(of result: KMeans.Result, keys: [UInt64]) -> [Int] {
    var best = [Int?](repeating: nil, count: result.sizes.count)
    for point in result.assignment.indices {
      let cluster = Int(result.assignment[point])
      if let known = best[cluster] {
        let (d, e) = (result.distances[point], result.distances[known])
        if d > e || (d == e && keys[point] >= keys[known]) { continue }
      }
      best[cluster] = point
    }
    return best.compactMap(\.self)
  }
}
