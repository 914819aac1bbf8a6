import CKernels

/// Moves single points of one cell between its clusters as long as that lessens the inertia (Hartigan, 1975; Telgarsky,
/// Vattani, "Hartigan's method: k-means clustering without Voronoi", 2010).
///
/// Moving x from A to B changes the inertia by |B| / (|B| + 1) · ‖x − b‖² − |A| / (|A| − 1) · ‖x − a‖². Lloyd's rule
/// leaves the factors out, and with clusters of four points, where they are ⅘ and 4⁄3, stops far sooner. Distances from
/// means come from those between points: |B| · ‖x − b‖² = Σ d²(x, y ∈ B) − I(B), where I(B) = Σ d² over pairs of B /
/// |B|.
///
/// A sweep finds the best cluster of every point by the sums as they are, then moves points one after another where the
/// gain, computed anew from the members, is still there: each move lessens the inertia, so it ends. O(m·clusters) a
/// sweep and O(m) for each cluster that changed.
struct CellExchange {
  private let count: Int
  private let pairs: SharedBuffer<Float>
  private let sums: SharedBuffer<Float>
  /// The cluster of each point.
  private(set) var cluster: [Int32]
  /// The points of each cluster; never none.
  private(set) var members: [[Int32]]
  /// Clusters that are not as they were.
  private(set) var isChanged: [Bool]
  private var inertia: [Double]

  /// A move has to gain this share of what the point costs, or rounding could move it for ever.
  private static let leastGain = 1e-5

  /// Starts with clusters, from the scratch memory's distances between `clusterOf.count` points.
  ///
  /// - Parameters:
  ///   - clusterOf: The cluster of each point, from 0.
  ///   - clusters: How many there are; each has a member.
  ///   - scratch: Memory into which these points have been loaded.
  init(_ clusterOf: [Int32], clusters: Int, scratch: CellScratch) {
    count = clusterOf.count
    pairs = scratch.pairs
    sums = scratch.sums
    cluster = clusterOf
    members = [[Int32]](repeating: [], count: clusters)
    for (point, own) in clusterOf.enumerated() { members[Int(own)].append(Int32(truncatingIfNeeded: point)) }
    isChanged = [Bool](repeating: false, count: clusters)
    inertia = []
    inertia = members.map { list in
      list.reduce(0.0) { $0 + total(Int($1), list) } / Double(2 * max(1, list.count))
    }
  }

  /// Sweeps until nothing moves.
  ///
  /// - Parameter sweeps: How often at the most.
  /// - Returns: How often, and whether it ended because nothing moved.
  mutating func run(sweeps: Int) -> (sweeps: Int, converged: Bool) {
    var stale = Array(members.indices)
    for sweep in stride(from: 1, through: sweeps, by: 1) {
      let moved = self.sweep(stale: stale)
      if moved.isEmpty { return (sweep, true) }
      stale = moved
    }
    return (sweeps, false)
  }

  /// The clusters that points left or joined, ascending.
  private mutating func sweep(stale: [Int]) -> [Int] {
    for own in stale { sum(own) }
    var least = [Float](repeating: .infinity, count: count)
    var best = [Int32](repeating: -1, count: count)
    for own in members.indices {
      ck_lessen_f32(
        &least, &best, sums.base + own * count, Float(inertia[own]), 1 / Float(members[own].count + 1),
        Int32(truncatingIfNeeded: own), count)
    }
    var touched = Set<Int>()
    for point in 0..<count where best[point] >= 0 {
      let (from, to) = (Int(cluster[point]), Int(best[point]))
      let size = members[from].count
      guard size > 1 else { continue }
      let saved = (total(point, members[from]) - inertia[from]) / Double(size - 1)
      let cost = (total(point, members[to]) - inertia[to]) / Double(members[to].count + 1)
      guard cost < saved * (1 - Self.leastGain) else { continue }
      members[from].removeAll { $0 == Int32(truncatingIfNeeded: point) }
      members[to].append(Int32(truncatingIfNeeded: point))
      cluster[point] = best[point]
      inertia[from] = members[from].count > 1 ? max(0, inertia[from] - saved) : 0
      inertia[to] += max(0, cost)
      touched.insert(from)
      touched.insert(to)
    }
    for own in touched { isChanged[own] = true }
    return touched.sorted()
  }

  /// Adds up the distances of all points from a cluster's members; infinite for the members themselves.
  private func sum(_ own: Int) {
    let row = sums.base + own * count
    row.update(repeating: 0, count: count)
    for member in members[own] { ck_add_rows_f32(row, pairs.base + Int(member) * count, count) }
    for member in members[own] { row[Int(member)] = .infinity }
  }

  /// The sum of a point's squared distances from some others.
  private func total(_ point: Int, _ others: [Int32]) -> Double {
    let row = pairs.base + point * count
    return others.reduce(0.0) { $0 + Double(row[Int($1)]) }
  }
}
