/// Ranked batch-mode sampling: what is uncertain and unlike everything labelled, less and less by the latter.
///
/// Cardoso, Silva, Canuto, Moro, Gonçalves, "Ranked batch-mode active learning" (2017), as modAL's `batch.py`: again and
/// again the candidate with the greatest α (1 − 1 / (1 + d)) + (1 − α) (1 − p₁), where d is its Euclidean distance from the nearest
/// labelled image or pick before it, p₁ its greatest probability, and α = unlabelled / (unlabelled + labelled), in which a pick
/// counts as labelled. The unlabelled are the candidates. Of equals the one with the smaller draw key is picked.
///
/// Without labelled images the first pick is the candidate whose mean distance from all is least, as in modAL. modAL leaves
/// that one among the unlabelled, so that it may be picked twice and α is (n / (n + 1)) at the next; not so here.
///
/// Exact: d is the least of distances from the differences, kept up from pick to pick and lazily: a candidate is compared with
/// new picks only once its bound is among the foremost. O(n·labelled·d) for the first distances; each pick costs
/// O(n) at the worst, and in all at the most O(n·count·d). A start without labelled images is O(n²·d). Memory: a padded copy
/// of all points and of the picks.
///
/// Picks are in the order of picking. The distance of a pick is d when it was picked, NaN for a first one without labelled
/// images and for candidates that are not picked. No clusters. No parameters.
package struct RankedBatch: BatchStrategy {
  /// There is nothing to set.
  package init() {}

  package var needs: StrategyNeeds { [.vectors, .probabilities, .labelled] }

  package func choose(_ count: Int, from input: StrategyInput) throws -> Choice {
    let wanted = try input.wanted(count, needs: needs)
    guard wanted > 0 else { return Choice(picks: []) }
    try input.checkFinite(needs)
    let order = input.keyOrder
    let labelled = input.labelledOrder.map { input.count + $0 }
    let uncertainty = order.map { row in
      1 - Double(input.probabilities[row * input.classes..<(row + 1) * input.classes].max() ?? 0)
    }
    return try GroupedPoints.with(
      input.vectors + input.labelled, dimensions: input.dimensions, groups: [order, labelled], threads: input.threads
    ) { points in
      let search = RankedSearch(points, uncertainty: uncertainty, picks: wanted)
      let found = try search.run(wanted)
      var distances = [Float](repeating: .nan, count: input.count)
      for (item, squared) in found where squared.isFinite { distances[order[item]] = squared.squareRoot() }
      return Choice(picks: found.map { order[$0.item] }, distances: distances)
    }
  }
}
