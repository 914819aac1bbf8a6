import CKernels

/// Two clusters of a cell that become one.
struct WardMerge: Sendable {
  /// What it costs: twice the increase of the inertia; no less than any merge within the two.
  var height: Float
  /// A member of the one.
  var left: Int32
  /// A member of the other.
  var right: Int32
}

/// The tree of Ward's clustering (1963) of the points of one cell: always the two clusters that cost the least inertia.
///
/// By chains of nearest neighbours (Benzécri, 1982; Murtagh, 1983): O(m²) time on a matrix of the m² costs, which it
/// uses up. Where neighbours are equally near the one with the smaller number is taken.
enum WardMerges {
  /// All m − 1 merges, each behind those within its two clusters.
  ///
  /// - Parameters:
  ///   - count: m, the number of points.
  ///   - costs: m rows of m squared distances, as of `ck_pair_distances_f32`; overwritten.
  /// - Returns: Merges between points from 0 to m − 1.
  static func tree(count: Int, costs: SharedBuffer<Float>) -> [WardMerge] {
    guard count > 1 else { return [] }
    var merges: [WardMerge] = []
    merges.reserveCapacity(count - 1)
    var width = count
    var sizes = [Float](repeating: 1, count: count)
    var gone = [Float](repeating: 0, count: count)
    /// A member of the cluster in each slot, and the height of the last merge in it.
    var member = (0..<count).map { Int32(truncatingIfNeeded: $0) }
    var floor = [Float](repeating: 0, count: count)
    for slot in 0..<count { costs[slot * width + slot] = .infinity }
    var chain: [Int] = []
    var active = count
    var first = 0

    while active > 1 {
      if chain.isEmpty {
        while gone[first] != 0 { first += 1 }
        chain.append(first)
      }
      var height: Float = .infinity
      let top = chain[chain.count - 1]
      let found = ck_least_f32(costs.base + top * width, gone, width, &height)
      guard found >= 0 else { break }
      // The one before at the same cost is taken, so that a chain cannot run in a circle.
      if chain.count < 2 || costs[top * width + chain[chain.count - 2]] > height {
        // Rounding may let a cluster come nearer by a merge; then the chain begins anew, so that none is in it twice.
        if chain.contains(found) { chain = [top] }
        chain.append(found)
        continue
      }
      let (low, high) = (min(top, chain[chain.count - 2]), max(top, chain[chain.count - 2]))
      chain.removeLast(2)
      let monotone = max(height, floor[low], floor[high])
      merges.append(WardMerge(height: monotone, left: member[low], right: member[high]))
      floor[low] = monotone
      let row = costs.base + low * width
      ck_join_costs_f32(row, costs.base + high * width, sizes, sizes[low], sizes[high], height, width, row)
      row[low] = .infinity
      for slot in 0..<width { costs[slot * width + low] = row[slot] }
      sizes[low] += sizes[high]
      gone[high] = .infinity
      active -= 1
      if active * 2 < width, width > 64 {
        let kept = (0..<width).filter { gone[$0] == 0 }
        compact(costs, width: width, kept: kept)
        chain = chain.compactMap { kept.firstIndex(of: $0) }
        sizes = kept.map { sizes[$0] }
        member = kept.map { member[$0] }
        floor = kept.map { floor[$0] }
        width = kept.count
        gone = [Float](repeating: 0, count: width)
        first = 0
      }
    }
    return merges
  }

  /// Moves the rows and columns that are kept, ascending, to the front: the scans that follow are shorter.
  private static func compact(_ costs: SharedBuffer<Float>, width: Int, kept: [Int]) {
    var target = 0
    for row in kept {
      for column in kept {
        costs[target] = costs[row * width + column]
        target += 1
      }
    }
  }
}
