/// BADGE: k-means++ over the gradients that the last layer would have if the model's own prediction were the label.
///
/// Ash, Zhang, Krishnamurthy, Langford, Agarwal, "Deep Batch Active Learning by Diverse, Uncertain Gradient Lower Bounds"
/// (2020), algorithm 1, as in the authors' `badge_sampling.py`: an image's gradient embedding is (p − e_ŷ) ⊗ h for its
/// probabilities p, their first greatest class ŷ and its vector h; the first pick is the one of the largest norm, each further
/// one is drawn with a probability in proportion to its squared distance D² from the nearest pick.
///
/// The embeddings are never formed: ‖a⊗h − b⊗g‖² = ‖a‖²‖h‖² + ‖b‖²‖g‖² − 2 (a·b)(h·g), in double from products in float,
/// 0 between equal images. The draws are a race: every candidate has one exponential number from its key and waits until
/// its D², added up over time, has reached it. What falls next in such a race falls with a probability in proportion to D²
/// (exponential waiting forgets), so the batch follows the authors' distribution, and it depends on candidates and keys alone.
///
/// Exact and lazy: D² only lessens, so a candidate's time to fall computed from an earlier D² is never too late, and the
/// candidate is compared with the picks since only once it leads a heap. At the most O(n·count·(classes + dimensions)).
/// Memory: a padded copy of vectors and probabilities and of the picks', and 48 bytes a candidate; no n × (classes ·
/// dimensions).
///
/// Picks are in the order of drawing. The distance of a pick is that of its embedding from the nearest one before; that of
/// the first and of candidates that are not picked is NaN. No clusters. Where every candidate left lies on a pick (one class,
/// certain predictions, duplicates) the best of them fill the batch. No parameters.
package struct Badge: BatchStrategy {
  /// There is nothing to set.
  package init() {}

  package var needs: StrategyNeeds { [.vectors, .probabilities] }

  package func choose(_ count: Int, from input: StrategyInput) throws -> Choice {
    let wanted = try input.wanted(count, needs: needs)
    guard wanted > 0 else { return Choice(picks: []) }
    try input.checkFinite(needs)
    let order = input.keyOrder
    let race = GradientRace(input, order: order, picks: wanted)
    let found = try race.run(wanted)
    var choice = Choice(
      picks: found.map { order[$0.item] }, distances: [Float](repeating: .nan, count: input.count))
    for (pick, squared) in found where squared.isFinite {
      choice.distances[order[pick]] = Float(squared.squareRoot())
    }
    choice.fill(to: wanted, of: input.count)
    return choice
  }
}
