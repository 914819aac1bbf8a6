/// What this iteration's batch says of all images that were unlabelled when it was chosen, by its probabilities alone.
package struct EstimatesSection: Codable, Sendable, Equatable {
  /// How the images were drawn that stand for others.
  package enum Design: String, Codable, Sendable {
    /// The random share, from all that no other share picked.
    case random
    /// The first batch: from strata.
    case strata
  }

  /// Why there are no estimates.
  package enum Refusal: String, Codable, Sendable {
    /// There was nothing to estimate.
    case emptyPopulation = "empty_population"
    /// Images of the batch have no known probability.
    case unknownProbability = "unknown_probability"
    /// Images of the batch have a number for a probability that is none.
    case impossibleProbability = "impossible_probability"
    /// Images of the pool could not be drawn at all.
    case zeroProbability = "zero_probability"
    /// Those drawn at random were not all as likely to be.
    case unequalProbabilities = "unequal_probabilities"
    /// The probabilities do not fit the number of images.
    case populationDiffers = "population_differs"
    /// Nobody came to an answer on those drawn at random.
    case unanswered
  }

  /// Why there is no interval.
  package enum WithoutInterval: String, Codable, Sendable {
    /// Of a stratum too little was answered to estimate a variance.
    case tooFew = "too_few"
    /// All answers agree within each of several strata.
    case allAlike = "all_alike"
  }

  package var design: Design
  /// Images that the estimates are about.
  package var population: Int
  /// Images among them that were picked for certain and answered: they stand for themselves alone.
  package var certain: Int
  /// Images that the estimates are not about: picked for certain without coming to a label, or of a stratum that has none.
  package var leftOut: Int
  /// Images drawn at random.
  package var drawn: Int
  /// Those of them that came to a label.
  package var answered: Int
  /// Images that they were drawn from.
  package var drawnFrom: Int
  /// Strata that they were drawn from.
  package var strata: Int
  /// Set instead of any estimate.
  package var refusal: Refusal?
  /// The images that the refusal speaks of.
  package var refusedImages: Int?
  package var withoutInterval: WithoutInterval?
  /// Why the estimates are not reckoned draw by draw as well; nil where they are.
  package var levelledRefusal: Refusal?
  /// The images that this speaks of.
  package var levelledRefusedImages: Int?
  /// How often the model's class is the label; nil without a model.
  package var accuracy: SampledShare?
  /// The same on the batch alone, which stands for itself only.
  package var batchAccuracy: Double?
  /// One row a class; empty where the estimate is refused.
  package var prevalence: [ClassPrevalence]

  package init(design: Design, population: Int) {
    self.design = design
    self.population = population
    certain = 0
    leftOut = 0
    drawn = 0
    answered = 0
    drawnFrom = 0
    strata = 1
    prevalence = []
  }
}

/// A share estimated from a sample.
package struct SampledShare: Codable, Sendable, Equatable {
  package var value: Double
  /// Nil where it cannot be estimated.
  package var standardError: Double?
  /// The 95 % interval; nil where none can be given.
  package var low: Double?
  package var high: Double?
  /// The same reckoned draw by draw (LURE); nil where it is refused, and in earlier reports.
  package var levelled: Double?

  package init(value: Double, standardError: Double? = nil, low: Double? = nil, high: Double? = nil) {
    self.value = value
    self.standardError = standardError
    self.low = low
    self.high = high
  }
}

/// How frequent a class is.
package struct ClassPrevalence: Codable, Sendable, Equatable {
  package var name: String
  package var share: SampledShare
  /// The declared share of production.
  package var declared: Double?
  /// The share that the model predicts for all unlabelled images; nil without a model.
  package var predicted: Double?

  package init(name: String, share: SampledShare, declared: Double? = nil, predicted: Double? = nil) {
    self.name = name
    self.share = share
    self.declared = declared
    self.predicted = predicted
  }
}
