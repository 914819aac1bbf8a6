import CKernels
import Parallel

extension KMeansState {
  /// Moves the centroids and assigns the points anew, in turn, until no assignment changes.
  ///
  /// - Parameter iterations: How often the centroids are moved at the most.
  /// - Returns: How often they were, and whether it ended because no assignment changed.
  /// - Throws: Nothing of its own.
  func lloyd(iterations: Int) throws -> (moves: Int, converged: Bool) {
    guard clusters < points.count else { return (0, true) }
    _ = try repairEmptyClusters()
    for moves in stride(from: 1, through: iterations, by: 1) {
      try moveCentroids()
      if try !assign() { return (moves, true) }
    }
    return (iterations, false)
  }

  /// Assigns every point to its nearest centroid and gives every empty cluster a point.
  ///
  /// A point whose own centroid has not moved keeps its score, and only the centroids that have moved can be nearer: it is
  /// compared with those alone. So an iteration in which few centroids move costs little, and the result is that
  /// of comparing all with all.
  ///
  /// - Returns: Whether any assignment changed.
  func assign() throws -> Bool {
    let movedOnes = (0..<clusters).filter { moved[$0] }
    guard !movedOnes.isEmpty else { return false }
    var all: [Int32] = []
    var some: [Int32] = []
    for point in 0..<points.count {
      if moved[Int(nearest[point])] {
        all.append(Int32(truncatingIfNeeded: point))
      } else {
        some.append(Int32(truncatingIfNeeded: point))
      }
    }
    let before = nearest.array
    for point in all {
      nearest[Int(point)] = -1
      score[Int(point)] = .infinity
    }
    try compare(all, with: nil)
    try compare(some, with: movedOnes)
    for cluster in movedOnes { moved[cluster] = false }
    _ = try repairEmptyClusters()

    var anyChange = false
    for point in 0..<points.count where nearest[point] != before[point] {
      anyChange = true
      changed[Int(before[point])] = true
      changed[Int(nearest[point])] = true
    }
    return anyChange
  }

  /// Moves points to a nearer centroid among some.
  ///
  /// - Parameters:
  ///   - rows: Point numbers.
  ///   - subset: Centroid numbers in ascending order, or nil for all.
  /// - Throws: Nothing of its own.
  func compare(_ rows: [Int32], with subset: [Int]?) throws {
    guard !rows.isEmpty else { return }
    let stride = centroids.stride
    var targets = centroids
    var targetNorms = centroidNorms
    if let subset, subset.count < clusters {
      targets = FloatRows(count: subset.count, dimensions: points.dimensions)
      targetNorms = SharedBuffer(repeating: 0, count: subset.count)
      for (index, centroid) in subset.enumerated() {
        targets.row(index).update(from: centroids.row(centroid), count: stride)
        targetNorms[index] = centroidNorms[centroid]
      }
    }
    let number = subset ?? []
    let (target, norms, count) = (targets, targetNorms, subset?.count ?? clusters)
    try Parallel.forEach((rows.count + PointSet.block - 1) / PointSet.block, threads: threads) { block in
      let start = block * PointSet.block
      let size = min(PointSet.block, rows.count - start)
      let index = SharedBuffer<Int32>(repeating: 0, count: size)
      let value = SharedBuffer<Float>(repeating: 0, count: size)
      rows.withUnsafeBufferPointer { rows in
        guard let first = rows.baseAddress else { return }
        ck_nearest_f32(
          self.points.rows.base, first + start, size, target.base, norms.base, count, stride, index.base,
          value.base)
      }
      for i in 0..<size where index[i] >= 0 {
        let point = Int(rows[start + i])
        let centroid = number.isEmpty ? index[i] : Int32(truncatingIfNeeded: number[Int(index[i])])
        if value[i] < self.score[point] || (value[i] == self.score[point] && centroid < self.nearest[point]) {
          self.score[point] = value[i]
          self.nearest[point] = centroid
        }
      }
    }
  }

  /// Gives every empty cluster the point that lies farthest from its centroid and is not alone in its cluster.
  ///
  /// The centroid of the empty cluster moves onto that point. Of points equally far the first in key order is taken.
  ///
  /// - Returns: How many clusters were empty.
  func repairEmptyClusters() throws -> Int {
    var sizes = [Int](repeating: 0, count: clusters)
    for point in 0..<points.count { sizes[Int(nearest[point])] += 1 }
    let empty = (0..<clusters).filter { sizes[$0] == 0 }
    guard !empty.isEmpty else { return 0 }
    let distances = try exactDistances()
    let farthest = try Ranking.rank(
      scores: distances.array.map { Double($0) }, largerFirst: true,
      keys: [UInt64](repeating: 0, count: points.count))
    var candidates = farthest.makeIterator()
    for cluster in empty {
      while let point = candidates.next() {
        let donor = Int(nearest[point])
        guard sizes[donor] > 1 else { continue }
        sizes[donor] -= 1
        sizes[cluster] = 1
        changed[donor] = true
        changed[cluster] = true
        moved[cluster] = true
        place(cluster, on: point)
        nearest[point] = Int32(truncatingIfNeeded: cluster)
        // ‖c‖² − 2 x·c where c = x.
        score[point] = -points.norms[point]
        break
      }
    }
    return empty.count
  }

  /// The squared distance of every point to its centroid, from the differences.
  func exactDistances() throws -> SharedBuffer<Float> {
    let distances = SharedBuffer<Float>(repeating: 0, count: points.count)
    try Parallel.forEach(points.blocks, threads: threads) { block in
      let start = block * PointSet.block
      for point in start..<min(self.points.count, start + PointSet.block) {
        distances[point] = ck_squared_distance_f32(
          self.points.rows.row(point), self.centroids.row(Int(self.nearest[point])), self.centroids.stride)
      }
    }
    return distances
  }

  /// The clustering in the caller's order of rows and with the mean added back.
  func result(order: [Int], iterations: Int, converged: Bool) throws -> KMeans.Result {
    let distances = try exactDistances()
    var result = KMeans.Result(
      centroids: [], assignment: [Int32](repeating: 0, count: points.count),
      distances: [Float](repeating: 0, count: points.count), sizes: [Int](repeating: 0, count: clusters),
      inertia: 0, iterations: iterations, converged: converged)
    result.centroids.reserveCapacity(clusters * points.dimensions)
    for cluster in 0..<clusters {
      let row = centroids.row(cluster)
      for dimension in 0..<points.dimensions {
        result.centroids.append(Float(Double(row[dimension]) + points.mean[dimension]))
      }
    }
    for point in 0..<points.count {
      result.assignment[order[point]] = nearest[point]
      result.distances[order[point]] = distances[point]
      result.sizes[Int(nearest[point])] += 1
      result.inertia += Double(distances[point])
    }
    return result
  }
}
