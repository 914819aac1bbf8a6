/// Why nothing could be learned or measured, and where.
package enum LearningError: Error, Equatable, Sendable {
  /// What an array that has the wrong length holds.
  package enum Input: String, Sendable {
    case features, labels, groups, logits, probabilities, predictions, matrix
    case sampleWeights = "sample_weights"
  }

  /// What an option out of its range is called.
  package enum Option: String, Sendable {
    case regularization, tolerance, iterations, classes, dimensions, rows, components, bins, folds, resamples
    case temperature, rate
  }

  /// The array does not have one element for each row (and class or dimension).
  case length(of: Input, expected: Int, found: Int)
  /// The option is out of its range.
  case option(Option)
  /// The value at this row and column is NaN or infinite.
  case notFinite(Input, row: Int, column: Int)
  /// The label of this row is no class from 0 to `classes` - 1.
  case label(row: Int, found: Int, classes: Int)
  /// The weight of this row is negative, NaN or infinite.
  case weight(row: Int)
  /// No row has a positive weight, so there is nothing to learn from.
  case nothingToLearn
  /// The values are so large that the objective or the eigenvalues are not finite numbers.
  case overflow
}
