/// Why a selection could not be made.
///
/// The arguments are arrays, so these are mistakes in shape or size.
package enum SelectionError: Error, Equatable, Sendable {
  /// An argument of a selection.
  package enum Argument: String, Sendable, Equatable {
    case probabilities, classes, scores, tiebreak, keys, candidates, embeddings, dimensions, clusters,
      iterations, strata, weights, batch, labelled, members, costs, norms, sample
  }

  /// An array has another number of elements than the other arguments ask for.
  case count(of: Argument, expected: Int, found: Int)
  /// A number lies outside what it may be.
  case outside(Argument, found: Int, least: Int, greatest: Int)
  /// A row holds a NaN, an infinity, or numbers whose squares overflow a float.
  case notFinite(Argument, row: Int)
  /// An argument that the measure looks at was not given.
  case missing(Argument)
  /// A weight of a stratum is negative or not finite.
  case weight(stratum: Int)
  /// A cosine distance is not from 0 to 1.
  case distance(Double)
}
