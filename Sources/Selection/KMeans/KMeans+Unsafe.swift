import Draws

extension KMeans {
  /// How points are clustered.
  package enum Algorithm: Sendable, Equatable {
    /// Every point is compared with every centroid that moved, until none does; the best of several starts.
    case lloyd
    /// Merges in cells of up to so many neighbours, and an exchange across their borders.
    case cells(of: Int)
  }

  /// Up to this many multiplications a pass over all points and centroids, Lloyd's passes are affordable.
  private static let lloydWork = 1 << 31
  /// With more points than this in a cluster on average, cells hold too few clusters: at 16, inertia was 3 to 4 % below
  /// that of ten Lloyd iterations from random points, at 64 up to 20 % above it.
  private static let greatestShare = 16

  /// The algorithm for a job: `lloyd` if count · clusters · dimensions is at most 2³¹, if a cluster has more than 16
  /// points on average, or if every point is its own cluster; otherwise `cells(of: 1024)`.
  package static func algorithm(count: Int, clusters: Int, dimensions: Int) -> Algorithm {
    let (pairs, overflow) = count.multipliedReportingOverflow(by: clusters)
    guard overflow || pairs > lloydWork / max(1, dimensions), clusters < count, count <= Int(Int32.max) else {
      return .lloyd
    }
    return (count - 1) / greatestShare < clusters ? .cells(of: CellKMeans.cell) : .lloyd
  }

  /// Clusters in cells, from the points where they are.
  static func inCells(
    of size: Int, _ points: [Float], dimensions: Int, clusters: Int, iterations: Int, draw: Draw, order: [Int],
    threads: Int
  ) throws -> Result {
    try PointSet.check(points, dimensions: dimensions, order: order, threads: threads)
    var result = Result(
      centroids: [Float](repeating: 0, count: clusters * dimensions),
      assignment: [Int32](repeating: 0, count: order.count), distances: [Float](repeating: 0, count: order.count),
      sizes: [Int](repeating: 0, count: clusters), inertia: 0, iterations: 0, converged: false)
    try points.withUnsafeBufferPointer { points in
      guard let points = points.baseAddress else { return }
      let source = RowSource(points, count: order.count, dimensions: dimensions, order: order)
      let cells = CellKMeans(
        source, cell: max(2, size), clusters: clusters, iterations: iterations, draw: draw, threads: threads)
      let end = try result.centroids.withUnsafeMutableBufferPointer { buffer in
        guard let base = buffer.baseAddress else {
          throw SelectionError.outside(.clusters, found: 0, least: 1, greatest: 0)
        }
        return try cells.run(centroids: SharedRows(base, count: clusters, dimensions: dimensions))
      }
      for item in order.indices {
        let cluster = end.cluster[item]
        result.assignment[order[item]] = cluster
        result.distances[order[item]] = end.distances[item]
        result.sizes[Int(cluster)] += 1
        result.inertia += Double(end.distances[item])
      }
      (result.iterations, result.converged) = (end.sweeps, end.converged)
    }
    return result
  }
}
