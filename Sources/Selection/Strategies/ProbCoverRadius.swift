import Parallel

/// The radius of ProbCover's balls.
enum ProbCoverRadius {
  /// More points than this are sampled.
  private static let sample = 8192
  /// Lloyd iterations at the most.
  private static let iterations = 25

  /// The square of the largest radius at which a share of balls are pure.
  ///
  /// A ball is pure if it holds no point of another cluster than its centre's (Yehuda et al. 2022, section 4.2): if its radius is
  /// less than the distance of the nearest point of another cluster. So the radius is just below one of these distances,
  /// sorted. scikit-activeml tries 0.2, 0.4 … 2.0 instead. With more than 8,192 points the balls are those of the first 8,192
  /// in the order given, which is random where keys are, over all points. O(sample·n·d).
  ///
  /// - Parameters:
  ///   - all: The rows of candidates and labelled points.
  ///   - order: The rows in an order that does not depend on how they lie: candidates by key, then labelled points.
  ///   - input: Dimensions, classes, draw and threads.
  ///   - purity: The share.
  /// - Returns: Infinity where even one ball around everything would do.
  /// - Throws: `SelectionError` where a number is not finite.
  static func squared(_ all: [Float], _ order: [Int], _ input: StrategyInput, purity: Double) throws -> Double {
    let keys = order.ranks.map { UInt64($0) }
    let result = try KMeans.cluster(
      all, dimensions: input.dimensions, clusters: min(input.classes, order.count), iterations: iterations,
      draw: input.draw, pointKeys: keys, threads: input.threads)
    var groups = [[Int]](repeating: [], count: result.sizes.count)
    for row in order { groups[Int(result.assignment[row])].append(row) }
    let queries = order.prefix(sample)
    var nearest = try GroupedPoints.with(
      all, dimensions: input.dimensions, groups: groups, threads: input.threads
    ) { points in
      let position = points.order.ranks
      let items = queries.map { Int32(truncatingIfNeeded: position[$0]) }
      let width = GroupedPoints.queries
      return try Parallel.map((items.count + width - 1) / width, threads: input.threads) { number in
        let part = items[number * width..<min(items.count, (number + 1) * width)]
        var least = [Float](repeating: .infinity, count: part.count)
        let clusters = part.map { Int(result.assignment[points.order[Int($0)]]) }
        let scratch = GroupedPoints.scratch()
        for (cluster, group) in points.groups.enumerated() {
          points.scan(
            part, group, scratch: scratch, reach: { clusters[$0] == cluster ? -1 : least[$0] },
            visit: { index, target, _, _ in
              guard clusters[index] != cluster else { return -1 }
              least[index] = min(least[index], points.squared(Int(part[part.startIndex + index]), target))
              return least[index]
            })
        }
        return least
      }.flatMap(\.self)
    }
    nearest.sort()
    // So many balls may be impure.
    let impure = min(nearest.count - 1, max(0, Int((1 - purity) * Double(nearest.count) + 1e-9)))
    guard nearest[impure] < .infinity else { return .infinity }
    return nearest[impure] > 0 ? Double(nearest[impure].nextDown) : 0
  }
}
