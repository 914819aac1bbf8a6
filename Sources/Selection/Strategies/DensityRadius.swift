import Parallel

/// The radius that suits a density.
enum DensityRadius {
  /// More candidates than this are sampled.
  private static let sample = 2048

  /// The squared distance at which the curve of the distances to the `minimum` − 1st nearest other candidates bends.
  ///
  /// Ester et al. (1996), section 4.2: sorted, the distances of what lies in clusters rise slowly, those of noise steeply.
  /// The bend is where the ascending curve is farthest below the straight line between its ends (Satopää et al., "Finding a
  /// Kneedle in a Haystack", 2011), the first such place. With more than 2,048 candidates the curve is that of the 2,048
  /// with the smallest draw keys, their neighbours sought among all. O(sample·n·d).
  ///
  /// - Parameters:
  ///   - points: All candidates.
  ///   - order: Their rows in the order of keys.
  ///   - minimum: How many, itself counted, a core point has within the radius.
  /// - Returns: 0 where no neighbour is looked for.
  /// - Throws: Nothing of its own.
  static func squared(_ points: GroupedPoints, order: [Int], minimum: Int) throws -> Double {
    let neighbours = min(minimum, order.count) - 1
    guard neighbours > 0 else { return 0 }
    var positions = [Int32](repeating: 0, count: order.count)
    for (position, row) in points.order.enumerated() { positions[row] = Int32(truncatingIfNeeded: position) }
    let queries = order.prefix(sample).map { positions[$0] }
    let width = GroupedPoints.queries
    let curve = try Parallel.map((queries.count + width - 1) / width, threads: points.threads) { number in
      let part = queries[number * width..<min(queries.count, (number + 1) * width)]
      let lists = points.nearest(neighbours, of: part, among: 0..<points.count)
      return part.indices.map { lists.neighbour(neighbours - 1, of: $0 - part.startIndex).squared }
    }.flatMap(\.self).sorted()
    return Double(curve[bend(curve.map { Double($0).squareRoot() })])
  }

  /// The first place at which an ascending curve is farthest below the line between its ends; the last where it is nowhere
  /// below.
  static func bend(_ curve: [Double]) -> Int {
    guard let first = curve.first, let last = curve.last, last > first else { return max(0, curve.count - 1) }
    var best = (place: curve.count - 1, depth: 0.0)
    for (place, value) in curve.enumerated() {
      let depth = Double(place) / Double(curve.count - 1) - (value - first) / (last - first)
      if depth > best.depth { best = (place, depth) }
    }
    return best.place
  }
}
