/// The candidates that the streaming measure has found, and what puts them in a new order.
package struct Reordering: Sendable {
  /// The streaming measure, one a candidate.
  package var base: [Double]
  /// Rows of `dimensions` floats, one a candidate.
  package var vectors: [Float]
  /// The length of a vector.
  package var dimensions: Int
  /// Rows of `dimensions` floats, one a labelled image; looked at by `combined`.
  package var labelled: [Float]
  /// Rows of `dimensions` floats, one an unlabelled image, in the order of a draw; looked at by a density.
  package var others: [Float]
  /// The row of `others` that is the candidate itself, −1 for none.
  package var own: [Int]
  /// The scores of `expected_error_reduction`, where that is the measure.
  package var errorReduction: [Double]

  /// Puts it together; what is not looked at may be left out.
  package init(
    base: [Double], vectors: [Float], dimensions: Int, labelled: [Float] = [], others: [Float] = [], own: [Int] = [],
    errorReduction: [Double] = []
  ) {
    self.base = base
    self.vectors = vectors
    self.dimensions = dimensions
    self.labelled = labelled
    self.others = others
    self.own = own
    self.errorReduction = errorReduction
  }
}

extension Acquisition {
  /// The scores that put candidates in their final order: the larger the sooner.
  ///
  /// A measure that is small where images are asked about is turned first, one less the margin.
  ///
  /// - Throws: `SelectionError` where the shapes do not fit, something is missing or a number is not finite.
  package func reordered(_ input: Reordering, threads: Int) throws -> [Double] {
    guard !input.base.isEmpty else { return [] }
    var scores = base.uncertainty(input.base)
    switch measure {
    case .combined:
      scores = try Measure.combined(
        uncertainty: scores, vectors: input.vectors, dimensions: input.dimensions, labelled: input.labelled,
        weight: weight, threads: threads)
    case .expectedErrorReduction: scores = input.errorReduction
    default: break
    }
    guard scores.count == input.base.count else {
      throw SelectionError.count(of: .scores, expected: input.base.count, found: scores.count)
    }
    guard let density else { return scores }
    let factors = try density.factors(
      input.vectors, dimensions: input.dimensions, others: input.others, own: input.own, threads: threads)
    return scores.indices.map { scores[$0] * factors[$0] }
  }

  /// The order of candidates by new scores: those that passed first, ties by the tie-break and the draw they were found with.
  ///
  /// - Parameters:
  ///   - found: The candidates.
  ///   - scores: The new scores, in the candidates' order.
  /// - Returns: For each new place the old one, and how many candidates are tied with each, in the new order.
  package func order(of found: CandidateHead.Found, by scores: [Double]) -> (places: [Int], tied: [Int32]) {
    let keys = found.keys.indices.map {
      found.keys[$0].rescored(RankKey.ordered(scores[$0], largerFirst: true), row: $0)
    }
    let sorted = keys[..<found.passed].sorted() + keys[found.passed...].sorted()
    return (sorted.map(\.row), RankKey.tied(sorted))
  }
}
