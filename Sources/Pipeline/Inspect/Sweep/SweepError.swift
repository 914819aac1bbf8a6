/// Why a sweep cannot be made.
package enum SweepError: Error, Sendable, Equatable {
  /// The iteration has no scores or vectors yet.
  case notReady(iteration: Int, missing: String)
  /// Iteration 0 has no model, so there is nothing to try.
  case firstIteration
  /// The scores have no column of this measure.
  case noColumn(measure: String)
  /// A threshold was given and no measure of the sweep takes it.
  case unusedThreshold(below: Bool)
  /// More combinations than can be looked at.
  case tooMany(combinations: Int, limit: Int)
}
