/// The greedy core-set: again and again the candidate farthest from all labelled images and all picks before it.
///
/// Sener, Savarese (2018), algorithm 1; `KCenterGreedy` has the method, its complexity and its memory.
///
/// Picks are in the order of picking. The distance of a pick is that from the nearest point chosen or labelled before it;
/// that of a first pick without labelled images and of a candidate that is not picked is NaN: the search is lazy and does
/// not know it. No clusters.
package struct KCenterStrategy: BatchStrategy {
  /// There is nothing to set.
  package init() {}

  package var needs: StrategyNeeds { [.vectors, .labelled] }

  package func choose(_ count: Int, from input: StrategyInput) throws -> Choice {
    let wanted = try input.wanted(count, needs: needs)
    guard wanted > 0 else { return Choice(picks: []) }
    let found = try KCenterGreedy.select(
      candidates: input.vectors, labelled: input.labelled, dimensions: input.dimensions, keys: input.keys,
      batch: wanted, draw: input.draw, threads: input.threads)
    var distances = [Float](repeating: .nan, count: input.count)
    for (pick, squared) in zip(found.picks, found.distances) where squared.isFinite {
      distances[pick] = squared.squareRoot()
    }
    return Choice(picks: found.picks, distances: distances)
  }
}
