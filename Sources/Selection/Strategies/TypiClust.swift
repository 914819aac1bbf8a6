import Parallel

/// TypiClust: the most typical image of each cluster that has no label yet, large clusters first.
///
/// Hacohen, Dekel, Weinshall, "Active Learning on a Budget: Opposite Strategies Suit High and Low Budgets" (2022), as the
/// authors' `typiclust.py`. Labelled images and candidates together are put into min(labelled + count, maxClusters) k-means
/// clusters. Clusters go by the number of their labelled images, fewest first, then by size, largest first, then by the
/// smallest draw key in them; clusters of five images or fewer come after the others. Each gives its most typical
/// candidate in turn, and where there are more images wanted than clusters it is their turn again. Typicality is 1 / the mean
/// Euclidean distance to the nearest `neighbours` candidates of the cluster, picks no longer counted, but to no more than
/// half of those. Of equally typical ones the one with the smaller draw key is picked.
///
/// Where the authors' code differs: it averages squared distances (the paper does not), drops small clusters even when no
/// others are left, and stops with an error once a cluster has no candidate.
///
/// Exact in distances. Complexity: that of `KMeans` with Lloyd's algorithm, and O(Σ m²·d) over the sizes m of the clusters
/// from which something is picked. Memory: two padded copies of all points, one after the other, and 8 · (neighbours +
/// 32) bytes a member of the clusters at work.
///
/// Picks are in the order of turns. Clusters, centroids and distances from them are those of the clustering.
package struct TypiClust: BatchStrategy {
  /// The greatest number of clusters, 500 by default.
  package var maxClusters: Int
  /// How many neighbours typicality looks at, 20 by default.
  package var neighbours: Int

  /// Clusters of so many images or fewer come last (the authors' `MIN_CLUSTER_SIZE`).
  private static let smallCluster = 5
  /// Lloyd iterations at the most.
  private static let iterations = 25

  /// Sets the clusters and neighbours; fewer than 1 are 1.
  package init(maxClusters: Int = 500, neighbours: Int = 20) {
    self.maxClusters = maxClusters
    self.neighbours = neighbours
  }

  package var needs: StrategyNeeds { [.vectors, .labelled] }

  package func choose(_ count: Int, from input: StrategyInput) throws -> Choice {
    let wanted = try input.wanted(count, needs: needs)
    guard wanted > 0 else { return Choice(picks: []) }
    try input.checkFinite(needs)
    let result = try clustering(input, wanted: wanted)
    let clusters = result.sizes.count
    var members = [[Int]](repeating: [], count: clusters)
    for row in input.keyOrder { members[Int(result.assignment[row])].append(row) }

    let order = turnOrder(result, members: members, keyRank: members.map { $0.first.map { input.keys[$0] } ?? .max })
    let large = order.prefix { result.sizes[$0] > Self.smallCluster }.count
    let sizes = order.map { members[$0].count }
    let turns = Self.turns(wanted, over: sizes, from: 0..<large, then: large..<order.count)
    var shares = [Int](repeating: 0, count: order.count)
    for place in turns { shares[place] += 1 }

    let (quotas, neighbours) = (shares, max(1, neighbours))
    let picks = try GroupedPoints.with(
      input.vectors, dimensions: input.dimensions, groups: order.map { members[$0] }, threads: input.threads
    ) { points in
      try Parallel.map(order.count, threads: input.threads) { place in
        var typical = TypicalMembers(points, group: place, neighbours: neighbours)
        return typical.pick(quotas[place]).map { points.order[$0] }
      }
    }
    var next = picks.map { $0.makeIterator() }
    return Choice(
      picks: turns.compactMap { next[$0].next() }, clusters: Array(result.assignment.prefix(input.count)),
      distances: result.distances.prefix(input.count).map { $0.squareRoot() }, centroids: result.centroids)
  }

  /// The clustering of the candidates and, behind them, the labelled images.
  private func clustering(_ input: StrategyInput, wanted: Int) throws -> KMeans.Result {
    var keys = input.keys + [UInt64](repeating: 0, count: input.labelledCount)
    for (rank, row) in input.labelledOrder.enumerated() { keys[input.count + row] = input.draw.key("labelled/\(rank)") }
    return try KMeans.cluster(
      input.vectors + input.labelled, dimensions: input.dimensions,
      clusters: min(input.labelledCount + wanted, max(1, maxClusters), keys.count), iterations: Self.iterations,
      draw: input.draw, pointKeys: keys, threads: input.threads)
  }

  /// The clusters that have candidates, in the order of their turns.
  private func turnOrder(_ result: KMeans.Result, members: [[Int]], keyRank: [UInt64]) -> [Int] {
    func precedes(_ a: Int, _ b: Int) -> Bool {
      let (isSmallA, isSmallB) = (result.sizes[a] <= Self.smallCluster, result.sizes[b] <= Self.smallCluster)
      if isSmallA != isSmallB { return isSmallB }
      let (labelledA, labelledB) = (result.sizes[a] - members[a].count, result.sizes[b] - members[b].count)
      if labelledA != labelledB { return labelledA < labelledB }
      return (result.sizes[b], keyRank[a], a) < (result.sizes[a], keyRank[b], b)
    }
    return members.indices.filter { !members[$0].isEmpty }.sorted(by: precedes)
  }

  /// Whose turn it is, `wanted` times: the first range in rounds as long as it has members, then the second.
  static func turns(_ wanted: Int, over sizes: [Int], from first: Range<Int>, then second: Range<Int>) -> [Int] {
    var turns: [Int] = []
    for range in [first, second] {
      var round = 0
      var open = Array(range)
      while !open.isEmpty, turns.count < wanted {
        open.removeAll { sizes[$0] <= round }
        turns += open.prefix(wanted - turns.count)
        round += 1
      }
    }
    return turns
  }
}
