import CKernels
import Draws
import Parallel

/// K-means over the rows of a matrix of floats.
///
/// Few clusters or small jobs: Lloyd's algorithm (1982) from a k-means++ start (`KMeansState`). Very many clusters:
/// merges in cells of neighbours and an exchange of points across their borders (`CellKMeans`). Which one runs depends
/// on the number of points, clusters and dimensions alone: `algorithm(count:clusters:dimensions:)`.
///
/// The result depends on the points, their keys, the draw and the number of clusters alone. Points are put into the
/// order of their keys first, so the order of rows does not matter; sums run in that order, and what threads compute
/// apart is put together in a fixed order, so the number of threads does not matter; the kernels give the same
/// bits on every instruction set, so the processor does not matter.
///
/// Lloyd: one padded copy of the points, and at most O(n·k·d) an iteration; see `KMeansState.assign` for what is saved.
package enum KMeans {
  /// What a clustering came to.
  package struct Result: Sendable {
    /// `clusters` rows of `dimensions` floats.
    package var centroids: [Float]
    /// The cluster of each point.
    package var assignment: [Int32]
    /// The squared Euclidean distance of each point to its centroid, from the differences.
    package var distances: [Float]
    /// How many points each cluster has; at least 1.
    package var sizes: [Int]
    /// The sum of the squared distances.
    package var inertia: Double
    /// How often the centroids were moved; in cells, the most sweeps that the exchange made in one of them.
    package var iterations: Int
    /// Whether it ended because no assignment changed; in cells, whether the exchange ended so in all of them.
    package var converged: Bool
  }

  /// Clusters points so that every cluster has at least one.
  ///
  /// Where there are fewer distinct points than clusters, equal points are spread over several clusters.
  ///
  /// - Parameters:
  ///   - points: Rows of `dimensions` finite floats.
  ///   - dimensions: At least 1.
  ///   - clusters: From 1 to the number of points.
  ///   - iterations: How often the centroids are moved at the most; in cells, how many sweeps the exchange makes.
  ///   - draw: What the start is drawn from.
  ///   - pointKeys: One draw key a point; equal keys are distinguished by the order of rows.
  ///   - threads: How many threads to use.
  ///   - wanted: From how many starts of Lloyd's algorithm; nil: several if that costs next to nothing, otherwise one.
  ///   - forced: Which algorithm; nil: the one that `algorithm(count:clusters:dimensions:)` says.
  /// - Returns: Centroids and, for each point, its cluster and distance.
  /// - Throws: `SelectionError` where shapes do not fit or a point is not finite.
  package static func cluster(
    _ points: [Float], dimensions: Int, clusters: Int, iterations: Int = 25, draw: Draw,
    pointKeys: [UInt64], threads: Int, starts wanted: Int? = nil, algorithm forced: Algorithm? = nil
  ) throws -> Result {
    let count = pointKeys.count
    guard dimensions >= 1 else {
      throw SelectionError.outside(.dimensions, found: dimensions, least: 1, greatest: .max)
    }
    let (expected, overflow) = count.multipliedReportingOverflow(by: dimensions)
    guard !overflow, points.count == expected else {
      throw SelectionError.count(
        of: .embeddings, expected: overflow ? .max : expected, found: points.count)
    }
    guard clusters >= 1, clusters <= min(count, Int(Int32.max)) else {
      throw SelectionError.outside(.clusters, found: clusters, least: 1, greatest: count)
    }
    guard iterations >= 0 else {
      throw SelectionError.outside(.iterations, found: iterations, least: 0, greatest: .max)
    }

    let order = Ranking.byKey(Array(0..<count), keys: pointKeys)
    let algorithm = forced ?? algorithm(count: count, clusters: clusters, dimensions: dimensions)
    if case .cells(let size) = algorithm {
      return try inCells(
        of: size, points, dimensions: dimensions, clusters: clusters, iterations: iterations, draw: draw, order: order,
        threads: threads)
    }
    let set = try PointSet(points, dimensions: dimensions, order: order, threads: threads)
    let isSmall = count * clusters <= smallWork / dimensions
    let starts = clusters == count ? 1 : wanted ?? (isSmall ? smallStarts : 1)
    var best = try run(set, clusters: clusters, iterations: iterations, stream: draw.stream("k-means"), threads, order)
    for start in stride(from: 1, to: starts, by: 1) {
      let other = try run(
        set, clusters: clusters, iterations: iterations, stream: draw.stream("k-means/\(start)"), threads, order)
      if other.inertia < best.inertia { best = other }
    }
    return best
  }

  /// Up to this many multiplications a pass, several starts cost next to nothing, and the best of them is kept: a
  /// single start may put two centroids into one blob and none into another, which cost 14 % of inertia in one of
  /// thirty blobs.
  private static let smallWork = 1 << 26
  private static let smallStarts = 4

  /// Clusters from one start.
  private static func run(
    _ set: PointSet, clusters: Int, iterations: Int, stream: DrawStream, _ threads: Int, _ order: [Int]
  ) throws -> Result {
    let state = KMeansState(set, clusters: clusters, threads: threads)
    try state.seed(stream: stream)
    let (moves, converged) = try state.lloyd(iterations: iterations)
    return try state.result(order: order, iterations: moves, converged: converged)
  }
}
