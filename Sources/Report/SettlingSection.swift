/// How far an iteration's model has settled, on a fixed sample of the pool and without a label.
package struct SettlingSection: Codable, Sendable, Equatable {
  /// Images of the sample.
  package var sample: Int
  /// Those of them that this model and the one of the iteration before gave a class to.
  package var images: Int
  /// Cohen's kappa between the two; nil where it cannot be determined.
  package var kappa: Double?
  /// The share of the images that this model puts in another class.
  package var changed: Double?
  /// Why the two cannot be compared, and the iteration that this is about.
  package var unknown: StopCriterionSection.Unknown?
  package var unknownIteration: Int?
  /// Images of the sample that can still be asked about.
  package var unlabelled: Int
  /// The mean entropy of this model's probabilities for them, by that of equal ones; nil without one.
  package var uncertainty: Double?

  package init(
    sample: Int, images: Int = 0, kappa: Double? = nil, changed: Double? = nil, unlabelled: Int = 0,
    uncertainty: Double? = nil
  ) {
    self.sample = sample
    self.images = images
    self.kappa = kappa
    self.changed = changed
    self.unlabelled = unlabelled
    self.uncertainty = uncertainty
  }
}

/// The gain that was found where a plateau was looked for.
package struct PlateauSection: Codable, Sendable, Equatable {
  /// The number of iterations.
  package var rounds: Int
  /// What the gain is below with 95 % confidence, one-sided.
  package var bound: Double

  package init(rounds: Int, bound: Double) {
    self.rounds = rounds
    self.bound = bound
  }
}
