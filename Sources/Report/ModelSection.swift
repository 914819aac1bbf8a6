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
