import CKernels
import Draws
import Parallel

extension KMeansState {
  /// How many candidates are drawn for each centroid.
  static let trials = 4
  /// A round draws one centroid for this many that there are.
  static let perRound = 8

  /// Draws the first centroids from the points and assigns every point to the nearest.
  ///
  /// Greedy k-means++ (Arthur, Vassilvitskii, 2007, section 6) in rounds (as Bahmani et al., "Scalable k-means++", 2012).
  /// A round draws candidates with a probability in proportion to their squared distance from the nearest centroid so
  /// far, four for each centroid it is to find, at even steps along the running sum. Those that would leave the least
  /// sum of squared distances become centroids, but none that lies nearer to one of them than to the centroids so far.
  /// The first rounds find one centroid each, later ones an eighth of those there are, so that all rounds together cost
  /// five comparisons of all points with all centroids, whatever their number: no pass over the points for each
  /// centroid. Where every point lies on a centroid the rest are the next points in key order.
  func seed(stream: DrawStream) throws {
    guard clusters < points.count else {
      for point in 0..<points.count {
        place(point, on: point)
        nearest[point] = Int32(truncatingIfNeeded: point)
        score[point] = -points.norms[point]
      }
      return
    }

    var stream = stream
    var isChosen = [Bool](repeating: false, count: points.count)
    var chosen = 0
    func choose(_ picks: [Int]) throws {
      for (index, point) in picks.enumerated() {
        isChosen[point] = true
        place(chosen + index, on: point)
      }
      try join(from: chosen, to: chosen + picks.count)
      chosen += picks.count
    }

    try choose([stream.below(points.count)])
    while chosen < clusters {
      let sums = try blockSums()
      let total = sums.reduce(0, +)
      guard total > 0 else { break }
      let size = min(clusters - chosen, max(1, chosen / Self.perRound))
      let draws = size * Self.trials
      let offset = stream.uniform()
      let targets = (0..<draws).map { (Double($0) + offset) / Double(draws) * total }
      let candidates = locate(targets, sums: sums)
      guard !candidates.isEmpty else { break }
      try choose(try best(size, of: candidates))
    }
    let rest = (0..<points.count).lazy.filter { !isChosen[$0] }.prefix(clusters - chosen)
    try choose(Array(rest))
  }

  /// Compares all points with the centroids of a range.
  private func join(from start: Int, to end: Int) throws {
    guard start < end else { return }
    try compare((0..<points.count).map { Int32(truncatingIfNeeded: $0) }, with: Array(start..<end))
  }

  /// The sum of squared distances of each block of points.
  private func blockSums() throws -> [Double] {
    try Parallel.map(points.blocks, threads: threads) { block in
      let start = block * PointSet.block
      var sum = 0.0
      for point in start..<min(self.points.count, start + PointSet.block) {
        sum += Double(self.squaredDistance(point))
      }
      return sum
    }
  }

  /// The distinct points at which the running sum of squared distances first exceeds each of the ascending `targets`; a
  /// point at distance 0 is never one of them.
  private func locate(_ targets: [Double], sums: [Double]) -> [Int] {
    var found: [Int] = []
    var block = 0
    var before = 0.0
    for target in targets {
      while block < sums.count, before + sums[block] <= target {
        before += sums[block]
        block += 1
      }
      guard block < sums.count else { break }
      var sum = 0.0
      for point in block * PointSet.block..<min(points.count, (block + 1) * PointSet.block) {
        sum += Double(squaredDistance(point))
        if before + sum > target {
          if found.last != point { found.append(point) }
          break
        }
      }
    }
    return found
  }

  /// Up to `size` of the candidates, at least one: by the sum of squared distances that each alone would leave, least
  /// first, without those that lie nearer to one before than to the centroids so far.
  private func best(_ size: Int, of candidates: [Int]) throws -> [Int] {
    let count = candidates.count
    let rows = FloatRows(count: count, dimensions: points.dimensions)
    let norms = SharedBuffer<Float>(repeating: 0, count: count)
    for (index, point) in candidates.enumerated() {
      rows.row(index).update(from: points.rows.row(point), count: rows.stride)
      norms[index] = points.norms[point]
    }
    let sums = try Parallel.map(points.blocks, threads: threads) { block in
      let start = block * PointSet.block
      let size = min(PointSet.block, self.points.count - start)
      let scores = SharedBuffer<Float>(repeating: 0, count: size * count)
      ck_scores_f32(
        self.points.rows.row(start), nil, size, rows.base, norms.base, count, rows.stride, scores.base)
      let sums = SharedBuffer<Double>(repeating: 0, count: count)
      ck_add_least_f32(
        sums.base, scores.base, self.points.norms.base + start, self.score.base + start, size, count)
      return sums
    }
    var left = [Double](repeating: 0, count: count)
    for block in sums {
      for candidate in 0..<count { left[candidate] += block[candidate] }
    }
    let order = try Ranking.rank(
      scores: left, largerFirst: false, keys: [UInt64](repeating: 0, count: count))

    var taken: [Int] = []
    for candidate in order where taken.count < size {
      let distance = squaredDistance(candidates[candidate])
      let isCovered = taken.contains { other in
        ck_squared_distance_f32(rows.row(candidate), rows.row(other), rows.stride) < distance
      }
      if !isCovered { taken.append(candidate) }
    }
    return taken.map { candidates[$0] }
  }
}
