import Texts

/// A stage of an iteration.
package struct StageReference: Hashable, Comparable, Sendable, Codable {
  /// The iteration's number.
  package let iteration: Int
  /// The stage's name.
  package let stage: String

  /// Names a stage.
  package init(_ iteration: Int, _ stage: String) {
    self.iteration = iteration
    self.stage = stage
  }

  /// Whether `left` comes first: by iteration, then by the bytes of the name.
  package static func < (left: StageReference, right: StageReference) -> Bool {
    left.iteration == right.iteration
      ? left.stage.precedesByBytes(right.stage) : left.iteration < right.iteration
  }
}
