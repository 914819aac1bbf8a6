import Learning
import Testing

/// Input that is wrong, extreme or empty: an error or a model, never a trap.
struct LogisticRegressionHostileTests {
  @Test func refusesNoRows() {
    #expect(throws: LearningError.nothingToLearn) {
      try LogisticRegression.fit(features: [], dimensions: 3, labels: [], classes: 2)
    }
  }

  @Test func refusesRowsWithoutWeight() {
    #expect(throws: LearningError.nothingToLearn) {
      try LogisticRegression.fit(
        features: [1, 2], dimensions: 1, labels: [0, 1], classes: 2, sampleWeights: [0, 0])
    }
  }

  @Test(arguments: [Float.nan, .infinity, -.infinity, .signalingNaN])
  func namesTheRowOfAFeatureThatIsNoNumber(_ bad: Float) throws {
    var features = [Float](repeating: 1, count: 5000 * 3)
    features[4321 * 3 + 2] = bad
    let error = LearningError.notFinite(.features, row: 4321, column: 2)
    #expect(throws: error) {
      try LogisticRegression.fit(
        features: features, dimensions: 3, labels: (0..<5000).map { $0 % 2 }, classes: 2)
    }
    let model = try LogisticRegression(classes: 2, dimensions: 3, weights: [0, 0, 0, 0, 0, 0, 0, 0])
    #expect(throws: error) { try model.logits(features: features, rows: 5000) }
  }

  @Test func refusesLabelsThatAreNoClass() {
    for label in [-1, 2, Int.max, Int.min] {
      #expect(throws: LearningError.label(row: 1, found: label, classes: 2)) {
        try LogisticRegression.fit(features: [1, 2], dimensions: 1, labels: [0, label], classes: 2)
      }
    }
  }

  @Test func refusesWrongLengths() {
    #expect(throws: LearningError.length(of: .features, expected: 4, found: 3)) {
      try LogisticRegression.fit(features: [1, 2, 3], dimensions: 2, labels: [0, 1], classes: 2)
    }
    #expect(throws: LearningError.length(of: .sampleWeights, expected: 2, found: 1)) {
      try LogisticRegression.fit(
        features: [1, 2], dimensions: 1, labels: [0, 1], classes: 2, sampleWeights: [1])
    }
    #expect(throws: LearningError.length(of: .features, expected: Int.max, found: 2)) {
      try LogisticRegression.fit(features: [1, 2], dimensions: Int.max, labels: [0, 1], classes: 2)
    }
  }

  @Test func refusesWeightsAndOptionsOutOfRange() {
    for weight in [-1, Double.nan, .infinity] {
      #expect(throws: LearningError.weight(row: 1)) {
        try LogisticRegression.fit(
          features: [1, 2], dimensions: 1, labels: [0, 1], classes: 2, sampleWeights: [1, weight])
      }
    }
    for regularization in [0, -1, Double.nan, .infinity] {
      #expect(throws: LearningError.option(.regularization)) {
        try LogisticRegression.fit(
          features: [1, 2], dimensions: 1, labels: [0, 1], classes: 2,
          options: .init(regularization: regularization))
      }
    }
    for classes in [0, -1, Int.min] {
      #expect(throws: LearningError.option(.classes)) {
        try LogisticRegression.fit(features: [1], dimensions: 1, labels: [0], classes: classes)
      }
    }
  }

  @Test func featuresOfZeroGiveTheClassesShares() throws {
    let fit = try LogisticRegression.fit(
      features: [Float](repeating: 0, count: 40), dimensions: 4, labels: [0, 0, 0, 1, 1, 2, 0, 0, 1, 2],
      classes: 3)
    #expect(fit.converged)
    let found = try fit.model.probabilities(features: [0, 0, 0, 0], rows: 1)
    #expect(largestDifference(found, [0.5, 0.3, 0.2]) < 1e-6)
  }

  @Test func noFeaturesGiveTheClassesShares() throws {
    let fit = try LogisticRegression.fit(features: [], dimensions: 0, labels: [0, 1, 1, 1], classes: 2)
    let found = try fit.model.probabilities(features: [], rows: 2)
    #expect(largestDifference(found, [0.25, 0.75, 0.25, 0.75]) < 1e-6)
  }

  @Test(arguments: [1e-38, 1e-20, 1e-6, 1e6, 1e20, 3e37])
  func featuresOfAnySizeEnd(scale: Double) throws {
    let data = Clouds(rows: 90, dimensions: 5, classes: 3)
    let features = data.features.map { Float(Double($0) * scale) }
    let fit = try LogisticRegression.fit(features: features, dimensions: 5, labels: data.labels, classes: 3)
    let probabilities = try fit.model.probabilities(features: features, rows: 90)
    #expect(allFinite(probabilities))
    // The penalty is nothing beside features of this size, and the clouds are well apart.
    if scale >= 1e6 {
      let predicted = Metrics.predictions(probabilities: probabilities, classes: 3)
      #expect(zip(predicted, data.labels).count { $0 == $1 } > 70)
    }
  }

  @Test func oneHugeFeatureAmongSmallOnesEnds() throws {
    let data = Clouds(rows: 90, dimensions: 5, classes: 3, spread: 2)
    var features = data.features
    features[7] = Float.greatestFiniteMagnitude
    features[13] = -Float.greatestFiniteMagnitude
    let fit = try LogisticRegression.fit(features: features, dimensions: 5, labels: data.labels, classes: 3)
    #expect(allFinite(try fit.model.probabilities(features: features, rows: 90)))
  }

  @Test(arguments: [1e-300, 1e-9, 1e9, 1e300])
  func anyRegularizationEnds(regularization: Double) throws {
    let data = Clouds(rows: 60, dimensions: 8, classes: 3, spread: 0.1)
    let fit = try LogisticRegression.fit(
      features: data.features, dimensions: 8, labels: data.labels, classes: 3,
      options: .init(regularization: regularization))
    let sums = try fit.model.probabilities(features: data.features, rows: 60)
    #expect(allFinite(sums))
  }

  @Test(arguments: [1e-300, 1e300])
  func anySampleWeightEnds(weight: Double) throws {
    let data = Clouds(rows: 30, dimensions: 2, classes: 2, spread: 2)
    let fit = try LogisticRegression.fit(
      features: data.features, dimensions: 2, labels: data.labels, classes: 2,
      sampleWeights: [Double](repeating: weight, count: 30))
    #expect(allFinite(try fit.model.probabilities(features: data.features, rows: 30)))
  }

  @Test func weightsThatSumToInfinityAreRefused() {
    #expect(throws: LearningError.overflow) {
      try LogisticRegression.fit(
        features: [1, 2, 3], dimensions: 1, labels: [0, 1, 1], classes: 2,
        sampleWeights: [1e308, 1e308, 1e308])
    }
  }

  @Test func equalRowsOfDifferentClassesEnd() throws {
    let fit = try LogisticRegression.fit(
      features: [Float](repeating: 7, count: 12), dimensions: 3, labels: [0, 1, 0, 1], classes: 2)
    #expect(try fit.model.probabilities(features: [7, 7, 7], rows: 1) == [0.5, 0.5])
  }

  @Test func aModelOfWrongWeightsIsRefused() {
    #expect(throws: LearningError.length(of: .features, expected: 4, found: 3)) {
      try LogisticRegression(classes: 2, dimensions: 1, weights: [0, 0, 0])
    }
    #expect(throws: LearningError.notFinite(.features, row: 0, column: 0)) {
      try LogisticRegression(classes: 2, dimensions: 1, weights: [-.infinity, 0, 0, 0])
    }
    #expect(throws: LearningError.notFinite(.features, row: 1, column: 1)) {
      try LogisticRegression(classes: 2, dimensions: 1, weights: [0, 0, 0, .nan])
    }
    #expect(throws: LearningError.option(.dimensions)) {
      try LogisticRegression(classes: 2, dimensions: Int.max, weights: [])
    }
  }

  @Test func logitsThatAreNoNumbersAreRefused() {
    #expect(throws: LearningError.notFinite(.logits, row: 1, column: 0)) {
      try LogisticRegression.probabilities(logits: [0, 1, .nan, 0], classes: 2)
    }
    #expect(throws: LearningError.notFinite(.logits, row: 0, column: 1)) {
      try LogisticRegression.probabilities(logits: [0, .infinity], classes: 2)
    }
    #expect(throws: LearningError.notFinite(.logits, row: 0, column: 0)) {
      try LogisticRegression.probabilities(logits: [-.infinity, -.infinity], classes: 2)
    }
    for temperature in [0, -1, Double.nan, .infinity] {
      #expect(throws: LearningError.option(.temperature)) {
        try LogisticRegression.probabilities(logits: [0, 1], classes: 2, temperature: temperature)
      }
    }
  }
}
