/// One iteration on the learning curve.
package struct CurvePoint: Codable, Sendable, Equatable {
  package var iteration: Int
  /// Labels that this iteration's model learned from; 0 where there was no model.
  package var trainedOn: Int
  /// Labels at the end of the iteration.
  package var labels: Int
  package var macroF1: Estimate?
  package var rareF1: Estimate?
  /// By class, nil where the holdout has none; empty without a model.
  package var classF1: [Double?]
  package var batchDefectShare: Double?
  /// All that was spent at the end of the iteration.
  package var cost: Double
  /// The most that another batch could cost; nil in earlier reports.
  package var nextBatch: Double?
  /// How far the model has settled; nil without a model, and in earlier reports.
  package var settling: SettlingSection?
  /// The gain over the last iterations; nil where it could not be determined, and in earlier reports.
  package var plateau: PlateauSection?

  package init(
    iteration: Int, trainedOn: Int, labels: Int, macroF1: Estimate? = nil, rareF1: Estimate? = nil,
    classF1: [Double?] = [], batchDefectShare: Double? = nil, cost: Double
  ) {
    self.iteration = iteration
    self.trainedOn = trainedOn
    self.labels = labels
    self.macroF1 = macroF1
    self.rareF1 = rareF1
    self.classF1 = classF1
    self.batchDefectShare = batchDefectShare
    self.cost = cost
  }
}

/// This iteration's model on the monitoring holdout.
package struct ModelSection: Codable, Sendable, Equatable {
  package var trainedOn: Int
  package var holdoutImages: Int
  package var macroF1: Estimate
  package var rareF1: Estimate?
  package var calibrationError: Double?
  package var perClass: [ClassQuality]
  /// `[true class][predicted class]`.
  package var confusion: [[Int]]
  /// The same images weighted as classes are in production; nil where no rates are declared, and in earlier reports.
  package var production: ProductionQuality?

  package init(
    trainedOn: Int, holdoutImages: Int, macroF1: Estimate, rareF1: Estimate? = nil,
    calibrationError: Double? = nil, perClass: [ClassQuality], confusion: [[Int]]
  ) {
    self.trainedOn = trainedOn
    self.holdoutImages = holdoutImages
    self.macroF1 = macroF1
    self.rareF1 = rareF1
    self.calibrationError = calibrationError
    self.perClass = perClass
    self.confusion = confusion
  }
}

/// The model's quality on one class.
package struct ClassQuality: Codable, Sendable, Equatable {
  package var name: String
  /// Nil without holdout images of the class.
  package var f1: Estimate?
  package var precision: Double?
  package var recall: Double?
  /// Holdout images of the class.
  package var support: Int

  package init(
    name: String, f1: Estimate?, precision: Double? = nil, recall: Double? = nil, support: Int
  ) {
    self.name = name
    self.f1 = f1
    self.precision = precision
    self.recall = recall
    self.support = support
  }
}

/// The model's quality where classes are as frequent as they are declared to be in production.
///
/// A holdout with a minimum of every class makes precision look better than it will be.
package struct ProductionQuality: Codable, Sendable, Equatable {
  /// A class in that mix; its recall is that of the holdout.
  package struct OfClass: Codable, Sendable, Equatable {
    package var name: String
    /// Its share of the mix.
    package var share: Double
    package var precision: Double
    package var f1: Double

    package init(name: String, share: Double, precision: Double, f1: Double) {
      self.name = name
      self.share = share
      self.precision = precision
      self.f1 = f1
    }
  }

  package var macroF1: Estimate
  package var rareF1: Estimate?
  /// Those that the holdout has images of.
  package var perClass: [OfClass]
  /// Classes with a declared rate of which the holdout has no image: they are not in the mix.
  package var absent: [String]

  package init(macroF1: Estimate, rareF1: Estimate? = nil, perClass: [OfClass], absent: [String] = []) {
    self.macroF1 = macroF1
    self.rareF1 = rareF1
    self.perClass = perClass
    self.absent = absent
  }
}
