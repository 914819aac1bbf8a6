import Synchronization

/// DBSCAN over pairs of near points, which come in any order.
struct DensitySearch {
  private let pairs: RadiusPairs
  /// The place of each position in the order of keys.
  private let ranks: [Int]
  private let minimum: Int

  /// Takes in the pairs.
  init(_ pairs: RadiusPairs, ranks: [Int], minimum: Int) {
    self.pairs = pairs
    self.ranks = ranks
    self.minimum = minimum
  }

  /// What the first pass over the pairs finds out.
  private struct Counts {
    var neighbours: [Int]
    var stored: [PointPair] = []
    var isComplete = true
  }

  /// What the second pass finds out.
  private struct Links {
    var union: UnionFind
    /// Core points near one that is none.
    var borders: [(point: Int, core: Int)] = []
  }

  /// The cluster of each item, in the order of keys; −1 for none.
  ///
  /// - Parameter limit: How many pairs are kept between the two passes; with more the pairs are found again.
  /// - Returns: Cluster numbers from 0.
  /// - Throws: Nothing of its own.
  func clusters(storing limit: Int) throws -> [Int32] {
    let count = ranks.count
    let counts = Mutex(Counts(neighbours: [Int](repeating: 1, count: count)))
    try pairs.forEach { found in
      counts.withLock { counts in
        for pair in found {
          counts.neighbours[Int(pair.first)] += 1
          counts.neighbours[Int(pair.second)] += 1
        }
        if counts.isComplete, counts.stored.count + found.count <= limit {
          counts.stored += found
        } else if counts.isComplete {
          counts.isComplete = false
          counts.stored = []
        }
      }
    }
    let known = counts.withLock { $0 }
    let isCore = known.neighbours.map { $0 >= minimum }

    let links = Mutex(Links(union: UnionFind(count)))
    @Sendable func link(_ found: [PointPair]) {
      links.withLock { links in
        for pair in found {
          let (a, b) = (Int(pair.first), Int(pair.second))
          switch (isCore[a], isCore[b]) {
          case (true, true): links.union.unite(a, b)
          case (true, false): links.borders.append((b, a))
          case (false, true): links.borders.append((a, b))
          case (false, false): break
          }
        }
      }
    }
    if known.isComplete {
      link(known.stored)
    } else {
      try pairs.forEach { link($0) }
    }
    return links.withLock { number(&$0, isCore: isCore) }
  }

  /// Numbers the clusters by their first core point in the order of keys.
  private func number(_ links: inout Links, isCore: [Bool]) -> [Int32] {
    var clusters = [Int32](repeating: -1, count: ranks.count)
    var ofRoot = [Int32](repeating: -1, count: ranks.count)
    var next: Int32 = 0
    for (rank, position) in ranks.ranks.enumerated() where isCore[position] {
      let root = links.union.root(position)
      if ofRoot[root] < 0 {
        ofRoot[root] = next
        next += 1
      }
      clusters[rank] = ofRoot[root]
    }
    for (point, core) in links.borders {
      let cluster = clusters[ranks[core]]
      let rank = ranks[point]
      clusters[rank] = clusters[rank] < 0 ? cluster : min(clusters[rank], cluster)
    }
    return clusters
  }
}

/// Sets that are united two by two (Tarjan, 1975, with path halving).
struct UnionFind {
  private var parents: [Int32]

  /// Starts with so many sets of one.
  init(_ count: Int) {
    parents = (0..<count).map { Int32(truncatingIfNeeded: $0) }
  }

  /// The member that stands for the set of another.
  mutating func root(_ member: Int) -> Int {
    var at = member
    while Int(parents[at]) != at {
      parents[at] = parents[Int(parents[at])]
      at = Int(parents[at])
    }
    return at
  }

  /// Unites the sets of two members.
  mutating func unite(_ a: Int, _ b: Int) {
    let (x, y) = (root(a), root(b))
    if x != y { parents[max(x, y)] = Int32(truncatingIfNeeded: min(x, y)) }
  }
}
