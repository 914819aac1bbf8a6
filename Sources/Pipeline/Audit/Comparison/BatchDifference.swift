/// Who entered and who left the batch, and what made the difference.
package struct BatchDifference: Sendable, Encodable {
  /// Why an image is in one batch and not in the other.
  package enum Reason: String, Sendable, Encodable, CaseIterable {
    /// It could not be selected in the other iteration: it was not in the pool, or was set apart.
    case pool
    /// A random draw picked it.
    case draw
    /// In the other iteration it had been answered, so it was not asked about.
    case labels
    /// The model says something else of it.
    case model
    /// The model says the same of it; the threshold lets it through in one and not in the other.
    case threshold
    /// Its own figures are the same; the other candidates are not, or how a batch is made of them.
    case candidates
  }

  /// How many images for a reason.
  package struct Count: Sendable, Encodable {
    package let reason: Reason
    package let images: Int
  }

  /// An image that is in one batch only.
  package struct Move: Sendable, Encodable {
    package let image: String
    /// What picked it, where it was picked.
    package let share: String
    package let reason: Reason
  }

  /// What changed before the batch was chosen.
  package struct Cause: Sendable, Encodable {
    package enum Kind: String, Sendable, Encodable {
      /// Images, metadata or known labels.
      case pool
      /// Labels of earlier iterations.
      case labels
      /// Anything else of earlier iterations.
      case earlier
      /// A parameter, the random seed, a hook or a version.
      case parameter
    }

    package let stage: String
    package let kind: Kind
    package let change: IterationDifference.Change
  }

  package let oldSize: Int
  package let newSize: Int
  package let stayed: Int
  /// Images only in the new batch, by id, and only in the old one.
  package let entered: [Move]
  package let left: [Move]
  /// What changed upstream of the choice, in the order of the stages.
  package let causes: [Cause]
  /// Whether the model's predictions differ; nil where one of them has none.
  package let modelChanged: Bool?

  /// The moves by reason, in the order of the reasons; none that are empty.
  package static func counts(_ moves: [Move]) -> [Count] {
    Reason.allCases.compactMap { reason in
      let images = moves.count { $0.reason == reason }
      return images == 0 ? nil : Count(reason: reason, images: images)
    }
  }
}
