/// ProbCover: again and again the candidate whose ball covers most candidates that no ball covers yet.
///
/// Yehuda, Dekel, Hacohen, Weinshall, "Active Learning Through a Covering Lens" (2022), algorithm 1: candidates within `radius`
/// (itself included) of a labelled image are covered from the start, those within it of a pick from then on. Of candidates
/// that cover as many the one with the smaller draw key is picked. When all are covered the best that are left fill the batch
/// (the authors' code, which leaves out distances equal to the radius, then returns its first image over and over).
///
/// Without a radius it is the largest at which a share `purity` of all balls are pure: hold no point of another k-means
/// cluster than that of their centre, with as many clusters as there are classes (`ProbCoverRadius`).
///
/// Exact. O(n²·d / 2) for the pairs within the radius (see `RadiusPairs`), and O(pairs) for the greedy cover. Memory: a
/// padded copy of all points, and up to 2²⁶ pairs, 1 GiB; where there are more, neighbours are found anew for each candidate
/// that becomes covered, O(n²·d) in all, until what is left fits.
///
/// Picks are in the order of picking. A cluster is what a pick was the first to cover, numbered by picks that covered anything,
/// −1 for what no pick covers or a labelled image did before; the centroid is the pick, and distances are those from it.
package struct ProbCover: BatchStrategy {
  /// The radius of a ball, 0 where it is negative; nil: the largest at which enough balls are pure.
  package var radius: Float?
  /// The share of balls that are to be pure, 0.95 by default; looked at where there is no radius.
  package var purity: Double
  /// How many pairs are kept at the most.
  package var storedPairs = 1 << 26

  /// Sets the radius or the purity.
  package init(radius: Float? = nil, purity: Double = 0.95) {
    self.radius = radius
    self.purity = purity
  }

  /// Without a radius also the probabilities, though only their number of classes is looked at.
  package var needs: StrategyNeeds {
    radius == nil ? [.vectors, .labelled, .probabilities] : [.vectors, .labelled]
  }

  /// The square of the radius that candidates are covered within; infinite where one ball would do for all.
  ///
  /// - Throws: `SelectionError` where shapes do not fit or a number is not finite.
  package func squaredRadius(for input: StrategyInput) throws -> Double {
    if let radius { return RadiusPairs.squared(radius) }
    guard try input.wanted(1, needs: needs) > 0 else { return .infinity }
    try input.checkFinite([.vectors, .labelled])
    return try ProbCoverRadius.squared(
      input.vectors + input.labelled, input.keyOrder + input.labelledOrder.map { input.count + $0 }, input,
      purity: purity)
  }

  package func choose(_ count: Int, from input: StrategyInput) throws -> Choice {
    let wanted = try input.wanted(count, needs: needs)
    guard wanted > 0 else { return Choice(picks: []) }
    try input.checkFinite([.vectors, .labelled])
    let squared = try squaredRadius(for: input)
    let candidates = input.keyOrder
    let order = candidates + input.labelledOrder.map { input.count + $0 }
    let all = input.vectors + input.labelled
    let cells = try RadiusPairs.cells(
      of: all, dimensions: input.dimensions, order: order, draw: input.draw, threads: input.threads)
    return try GroupedPoints.with(all, dimensions: input.dimensions, groups: cells, threads: input.threads) { points in
      let rank = order.ranks
      var cover = try CoverSearch(
        RadiusPairs(points, squaredRadius: squared), ranks: points.order.map { rank[$0] },
        candidates: candidates.count, storing: storedPairs)
      let found = try cover.run(wanted)
      var choice = Choice(
        picks: found.picks.map { candidates[$0] }, clusters: [Int32](repeating: -1, count: input.count),
        distances: [Float](repeating: .nan, count: input.count))
      let position = points.order.ranks
      for (item, cluster) in found.clusters.enumerated() where cluster >= 0 {
        let (row, pick) = (candidates[item], choice.picks[Int(cluster)])
        choice.clusters[row] = cluster
        choice.distances[row] = points.squared(position[row], position[pick]).squareRoot()
      }
      for pick in choice.picks {
        choice.centroids += input.vectors[pick * input.dimensions..<(pick + 1) * input.dimensions]
      }
      choice.fill(to: wanted, of: input.count)
      return choice
    }
  }
}
