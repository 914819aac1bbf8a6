/// Why a sealed model cannot be measured on the acceptance set.
package enum AcceptanceError: Error, Sendable, Equatable {
  /// How far a hook is from giving its sealed model again.
  package struct Difference: Sendable, Equatable {
    package let iteration: Int
    /// Images with other probabilities than are sealed.
    package let differing: Int
    /// Images that were compared.
    package let of: Int
    /// Which images these are: `monitoring` or `training`.
    package let set: String
    /// The first that differs.
    package let first: String
    /// What of the hook is not what was recorded.
    package let changes: [String]
    /// The orders by which vectors were erased.
    package let orders: [String]

    /// Describes a difference.
    package init(
      iteration: Int, differing: Int, of: Int, set: String, first: String, changes: [String], orders: [String]
    ) {
      self.iteration = iteration
      self.differing = differing
      self.of = of
      self.set = set
      self.first = first
      self.changes = changes
      self.orders = orders
    }
  }

  /// The file of labels is not there.
  case labelsMissing(path: String, iteration: Int, expected: String)
  /// The file of labels has other bytes than the iteration's pool took in.
  case labelsChanged(path: String, iteration: Int, expected: String, found: String)
  /// No image of the set can be asked about.
  case nothingToMeasure(iteration: Int, broken: Int, absent: Int)
  /// Something that the model was made of is not there.
  case gone(path: String, iteration: Int)
  /// The hook does not give the sealed model again.
  case notReproduced(Difference)
}
