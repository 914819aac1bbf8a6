extension Measure {
  /// w · uncertainty + (1 − w) · distance to the nearest labelled image, each scaled to 0 … 1 over the candidates: larger = ask
  /// first.
  ///
  /// Where all candidates have the same uncertainty, or the same distance, that part is 0. After Brinker, "Incorporating Diversity in
  /// Active Learning with Support Vector Machines" (ICML 2003), with the distance to what is labelled in place of that to the batch.
  /// O(candidates · labelled · dimensions); w is 0.5 and the uncertainty one less the margin by default.
  ///
  /// - Parameters:
  ///   - uncertainty: One a candidate, the larger the sooner.
  ///   - vectors: Rows of `dimensions` floats, one a candidate.
  ///   - dimensions: At least 1.
  ///   - labelled: Rows of `dimensions` floats, in any order; at least one.
  ///   - weight: w, from 0 to 1.
  ///   - threads: How many threads to use.
  /// - Returns: One score a candidate, from 0 to 1.
  /// - Throws: `SelectionError` where the shapes do not fit, nothing is labelled or a number is not finite.
  package static func combined(
    uncertainty: [Double], vectors: [Float], dimensions: Int, labelled: [Float], weight: Double = 0.5, threads: Int
  ) throws -> [Double] {
    guard !labelled.isEmpty else { throw SelectionError.missing(.labelled) }
    guard uncertainty.count * dimensions == vectors.count else {
      throw SelectionError.count(of: .embeddings, expected: uncertainty.count * dimensions, found: vectors.count)
    }
    if let bad = uncertainty.firstIndex(where: { !$0.isFinite }) { throw SelectionError.notFinite(.scores, row: bad) }
    let distances = try VectorDistances.nearest(vectors, to: labelled, dimensions: dimensions, threads: threads)
    let (first, second) = (scaled(uncertainty), scaled(distances))
    return first.indices.map { weight * first[$0] + (1 - weight) * second[$0] }
  }

  /// Numbers moved and scaled so that the least is 0 and the greatest 1; 0 where they are all the same.
  static func scaled(_ values: [Double]) -> [Double] {
    guard let least = values.min(), let greatest = values.max(), greatest > least else {
      return values.map { _ in 0 }
    }
    return values.map { ($0 - least) / (greatest - least) }
  }
}
