/// The levelled unbiased risk estimator, for images drawn one after the other without replacement, each from all that are left.
///
/// S. Farquhar, Y. Gal and T. Rainforth, On statistical bias in active learning: how and when to fix it, ICLR 2021.
package enum LURE {
  /// The weight of each draw: 1 + (N − M) / (N − m) · (1 / ((N − m + 1) q_m) − 1) for the m-th of M draws, from 1.
  ///
  /// - Parameters:
  ///   - probabilities: For each draw, in their order, the probability with which its image was to be drawn then from those left; nil where
  ///     it is not known.
  ///   - population: How many images could be drawn at first, N.
  /// - Returns: One weight a draw.
  /// - Throws: `EstimateRefusal`; a draw that was certain while others were left had the probability 0 for those.
  package static func weights(_ probabilities: [Double?], population: Int) throws(EstimateRefusal) -> [Double] {
    guard population > 0 else { throw .emptyPopulation }
    guard !probabilities.isEmpty else { throw .zeroProbability(images: population) }
    guard probabilities.count <= population else {
      throw .populationDiffers(expected: population, found: probabilities.count)
    }
    let unknown = probabilities.count { $0 == nil }
    guard unknown == 0 else { throw .unknownProbability(images: unknown) }
    let impossible = probabilities.count { !(($0 ?? 0) > 0 && ($0 ?? 0) <= 1) }
    guard impossible == 0 else { throw .impossibleProbability(images: impossible) }
    var weights: [Double] = []
    weights.reserveCapacity(probabilities.count)
    for (index, probability) in probabilities.enumerated() {
      let left = population - index
      guard let q = probability, left > 1, probabilities.count < population else {
        weights.append(1)  // The last one that is left, or all are drawn in the end.
        continue
      }
      guard q < 1 else { throw .zeroProbability(images: left - 1) }
      let share = Double(population - probabilities.count) / Double(left - 1)
      weights.append(1 + share * (1 / (Double(left) * q) - 1))
    }
    return weights
  }

  /// The mean over the population: that of the values found, each times its weight.
  ///
  /// Unbiased where every image left had a probability above 0 at every draw. No variance is estimated: it would need the
  /// probabilities of the images that were not drawn.
  ///
  /// - Parameters:
  ///   - values: What was found, one a draw.
  ///   - probabilities: As in `weights`.
  ///   - population: As in `weights`.
  /// - Returns: The mean.
  /// - Throws: `EstimateRefusal`.
  package static func mean(
    _ values: [Double], probabilities: [Double?], population: Int
  ) throws(EstimateRefusal) -> Double {
    let weights = try weights(probabilities, population: population)
    guard values.count == weights.count else { throw .unanswered(drawn: weights.count) }
    return zip(values, weights).reduce(0) { $0 + $1.0 * $1.1 } / Double(values.count)
  }
}
