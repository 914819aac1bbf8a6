/// Whether to stop, and why.
package struct StopSection: Codable, Sendable, Equatable {
  package var stop: Bool
  /// Every condition that was declared, and the end of the pool once it is there.
  package var criteria: [StopCriterionSection]

  package init(stop: Bool = false, criteria: [StopCriterionSection] = []) {
    self.stop = stop
    self.criteria = criteria
  }
}

/// One declared condition and how things stand.
package struct StopCriterionSection: Codable, Sendable, Equatable {
  package enum Kind: String, Codable, Sendable, CaseIterable {
    case macroF1 = "macro_f1"
    case classF1Floor = "class_f1_floor"
    case plateau, agreement
    case classificationChange = "classification_change"
    case uncertainty, budget
    case poolEnd = "pool_end"
  }
  /// What a gain was measured on.
  package struct Comparison: Codable, Sendable, Equatable {
    /// The iteration of the earlier model, and that of the later one.
    package var before: Int
    package var since: Int
    /// Holdout images that both predict, and their groups.
    package var images: Int
    package var groups: Int
    /// What the gain is below with 95 % confidence, one-sided.
    package var bound: Double

    package init(before: Int, since: Int, images: Int, groups: Int, bound: Double) {
      self.before = before
      self.since = since
      self.images = images
      self.groups = groups
      self.bound = bound
    }
  }

  /// Why a gain, or what two models have in common, cannot be determined.
  package enum Unknown: String, Codable, Sendable {
    /// There is no model before the last iterations, or too few models.
    case tooEarly = "too_early"
    /// The predictions of an iteration are not there any more.
    case noPredictions = "no_predictions"
    /// The spec of an iteration had other classes.
    case otherClasses = "other_classes"
    /// No image of the holdout, or of the sample, was predicted in both iterations.
    case noImages = "no_images"
    /// All images that were are of one group.
    case oneGroup = "one_group"
    /// The report of an iteration does not say it: a build before wrote it.
    case notKept = "not_kept"
  }

  package var kind: Kind
  /// What was asked for: an F1, a gain, a kappa, a share, an uncertainty, or an amount.
  package var asked: Double
  /// What was found, for the budget what was spent; nil where it cannot be determined yet.
  package var found: Double?
  package var met: Bool
  /// The floor: names of the classes below it or not measured.
  package var classes: [String]
  /// The plateau, agreement and change: the number of iterations.
  package var rounds: Int?
  /// The plateau: what the gain was measured on.
  package var comparison: Comparison?
  /// Agreement, change and uncertainty: images that were looked at in the last iteration.
  package var images: Int?
  /// Why it cannot be determined, and the iteration that this is about.
  package var unknown: Unknown?
  package var unknownIteration: Int?

  package init(
    kind: Kind, asked: Double, found: Double?, met: Bool, classes: [String] = [], rounds: Int? = nil
  ) {
    self.kind = kind
    self.asked = asked
    self.found = found
    self.met = met
    self.classes = classes
    self.rounds = rounds
  }
}
