import CKernels
import Parallel

/// The search of `MaxHerding` over points of length 1 in the order of their keys.
struct HerdingSearch: Sendable {
  /// Points whose gain is reckoned together, so that the others are read once for all of them.
  private static let block = 32
  /// Others that are compared with a block at a time.
  private static let tile = 256

  private let points: FloatRows
  /// ‖x‖² of each point, by `ck_dot_f32`: 1 but for its rounding.
  private let norms: SharedBuffer<Float>
  /// The greatest k of each point and a pick.
  private let covered: SharedBuffer<Double>
  private let threads: Int

  /// Starts without picks.
  init(_ points: FloatRows, threads: Int) {
    self.points = points
    self.threads = threads
    norms = SharedBuffer(repeating: 0, count: points.count)
    covered = SharedBuffer(repeating: 0, count: points.count)
    for point in 0..<points.count {
      norms[point] = ck_dot_f32(points.row(point), points.row(point), points.stride)
    }
  }

  /// Picks so many points, at most all.
  ///
  /// - Returns: Their places, in the order of picking.
  /// - Throws: Nothing of its own.
  func run(_ count: Int) throws -> [Int] {
    var heap = LeastHeap<Double>(
      try gains((0..<points.count).map { Int32(truncatingIfNeeded: $0) }).enumerated().map {
        (-$0.element, Int32(truncatingIfNeeded: $0.offset))
      })
    // How many picks there were when a point's gain was reckoned.
    var known = [Int](repeating: 0, count: points.count)
    var picks: [Int] = []
    while picks.count < count, let first = heap.first {
      if known[Int(first.item)] == picks.count {
        heap.removeFirst()
        picks.append(Int(first.item))
        try cover(by: Int(first.item))
        continue
      }
      var stale: [Int32] = []
      while stale.count < Self.block * threads, let next = heap.first, known[Int(next.item)] != picks.count {
        stale.append(next.item)
        heap.removeFirst()
      }
      for (item, gain) in zip(stale, try gains(stale)) {
        known[Int(item)] = picks.count
        heap.insert((-gain, item))
      }
    }
    return picks
  }

  /// What each of some points would add to the coverage: the sum over all points, in their order.
  private func gains(_ items: [Int32]) throws -> [Double] {
    let blocks = (items.count + Self.block - 1) / Self.block
    return try Parallel.map(blocks, threads: threads) { number in
      let part = items[number * Self.block..<min(items.count, (number + 1) * Self.block)]
      let (candidates, own) = (copy(part), part.map { norms[Int($0)] })
      let scores = SharedBuffer<Float>(repeating: 0, count: Self.tile * part.count)
      var sums = [Double](repeating: 0, count: part.count)
      for start in stride(from: 0, to: points.count, by: Self.tile) {
        let size = min(Self.tile, points.count - start)
        own.withUnsafeBufferPointer { own in
          ck_scores_f32(
            points.row(start), nil, size, candidates.base, own.baseAddress, part.count, points.stride, scores.base)
        }
        for row in 0..<size {
          let (norm, least) = (norms[start + row], covered[start + row])
          for column in sums.indices {
            sums[column] += max(0, Self.kernel(norm + scores[row * part.count + column]) - least)
          }
        }
      }
      return sums
    }.flatMap(\.self)
  }

  /// Takes a pick into what is covered.
  private func cover(by pick: Int) throws {
    try Parallel.forEach((points.count + PointSet.block - 1) / PointSet.block, threads: threads) { block in
      let start = block * PointSet.block
      let size = min(PointSet.block, points.count - start)
      let scores = SharedBuffer<Float>(repeating: 0, count: size)
      ck_scores_f32(
        points.row(start), nil, size, points.row(pick), norms.base + pick, 1, points.stride, scores.base)
      for row in 0..<size {
        covered[start + row] = max(covered[start + row], Self.kernel(norms[start + row] + scores[row]))
      }
    }
  }

  private func copy(_ items: ArraySlice<Int32>) -> FloatRows {
    let rows = FloatRows(count: items.count, dimensions: points.stride)
    for (place, item) in items.enumerated() {
      rows.row(place).update(from: points.row(Int(item)), count: points.stride)
    }
    return rows
  }

  /// exp(−d²); a squared distance that rounding has made negative is 0.
  @inline(__always)
  private static func kernel(_ squared: Float) -> Double { ck_exp(-Double(max(0, squared))) }
}
