import Draws
import Learning
import Testing

struct MetricsTests {
  @Test func agreesWithScikitLearn() throws {
    let expected = try Fixture.load().metrics
    let confusion = try Metrics.confusion(
      expected: expected.expected, predicted: expected.predicted, classes: expected.classes)
    #expect(confusion == expected.confusion)
    let f1 = Metrics.f1(confusion)
    #expect(largestDifference(f1.map(\.precision), expected.precision) < 1e-12)
    #expect(largestDifference(f1.map(\.recall), expected.recall) < 1e-12)
    #expect(largestDifference(f1.map(\.f1), expected.f1) < 1e-12)
    #expect(abs(Metrics.macroF1(f1) - expected.macro_f1) < 1e-12)
    let weighted = Metrics.f1(
      try Metrics.weightedConfusion(
        expected: expected.expected, predicted: expected.predicted, classes: expected.classes,
        weights: expected.weights))
    #expect(largestDifference(weighted.map(\.f1), expected.weighted_f1) < 1e-12)
    #expect(abs(Metrics.macroF1(weighted) - expected.weighted_macro_f1) < 1e-12)
    let ece = try Metrics.expectedCalibrationError(
      probabilities: expected.probabilities, labels: expected.expected, classes: expected.classes)
    #expect(abs(ece - expected.ece) < 1e-9)
  }

  @Test func handWorked() throws {
    // Class 0: 2 of 3 found, 2 of 3 right. Class 1: 1 of 2 found, 1 of 1 right. Class 2: predicted, never true. Class 3: neither.
    let f1 = Metrics.f1(
      try Metrics.confusion(expected: [0, 0, 0, 1, 1], predicted: [0, 0, 2, 0, 1], classes: 4))
    #expect(f1.map(\.f1) == [2.0 / 3, 2.0 / 3, 0, 0])
    #expect(f1.map(\.support) == [3, 2, 0, 0])
    #expect(f1.map(\.isDefined) == [true, true, true, false])
    #expect(abs(Metrics.macroF1(f1) - 4.0 / 9) < 1e-15)
    #expect(Metrics.meanF1(of: [0, 1], f1) == 2.0 / 3)
    #expect(Metrics.meanF1(of: [1, 2], f1) == 2.0 / 3)
    #expect(Metrics.meanF1(of: [2, 3, 99, -1], f1) == nil)
    #expect(Metrics.macroF1([]) == 0)
    #expect(Metrics.f1([[1, 2]] as [[Int]]).count == 1)
  }

  @Test func predictsTheLowerIndexAtATie() {
    #expect(Metrics.predictions(probabilities: [0.5, 0.5, 0, 0.1, 0.45, 0.45], classes: 3) == [0, 1])
    #expect(Metrics.predictions(probabilities: [], classes: 3) == [])
    #expect(Metrics.predictions(probabilities: [1], classes: 0) == [])
  }

  @Test func calibrationErrorByHand() throws {
    // Two rows of 0.8 in one bin, one of them right: gap 0.3; two of 0.6, both right: gap 0.4.
    let error = try Metrics.expectedCalibrationError(
      probabilities: [0.8, 0.2, 0.8, 0.2, 0.6, 0.4, 0.4, 0.6], labels: [0, 1, 0, 1], classes: 2)
    #expect(abs(error - 0.35) < 1e-7)
    #expect(
      try Metrics.expectedCalibrationError(probabilities: [1, 0], labels: [0], classes: 2) == 0)
    #expect(try Metrics.expectedCalibrationError(probabilities: [], labels: [], classes: 2) == 0)
  }

  @Test func refusesWrongInput() {
    #expect(throws: LearningError.length(of: .predictions, expected: 2, found: 1)) {
      try Metrics.confusion(expected: [0, 1], predicted: [0], classes: 2)
    }
    #expect(throws: LearningError.label(row: 0, found: 2, classes: 2)) {
      try Metrics.confusion(expected: [0], predicted: [2], classes: 2)
    }
    #expect(throws: LearningError.notFinite(.probabilities, row: 1, column: 0)) {
      try Metrics.expectedCalibrationError(probabilities: [0, 1, .nan, 1], labels: [0, 1], classes: 2)
    }
    #expect(throws: LearningError.option(.bins)) {
      try Metrics.expectedCalibrationError(probabilities: [], labels: [], classes: 2, bins: 0)
    }
  }

  @Test func productionWeightsGiveTheDeclaredMix() throws {
    let labels = [0, 0, 1, 1, 1, 2, 2, 2, 2, 2]
    let weights = try Metrics.productionWeights(labels: labels, classes: 3, rates: [0.94, nil, nil])
    var mass = [0.0, 0, 0]
    for (label, weight) in zip(labels, weights) { mass[label] += weight }
    #expect(abs(mass[0] - 9.4) < 1e-12)
    #expect(abs(mass[1] / mass[2] - 3.0 / 5) < 1e-12)
    #expect(abs(weights.reduce(0, +) - 10) < 1e-12)
    #expect(
      try Metrics.productionWeights(labels: [0, 1], classes: 2, rates: [nil, nil]) == [1, 1])
    #expect(throws: LearningError.option(.rate)) {
      try Metrics.productionWeights(labels: [0], classes: 2, rates: [0.9, 0.2])
    }
    #expect(throws: LearningError.option(.rate)) {
      try Metrics.productionWeights(labels: [0], classes: 2, rates: [0.9])
    }
    #expect(try Metrics.productionWeights(labels: [], classes: 2, rates: [0.9, nil]) == [])
  }

  private let draw = Draw(randomSeed: 1, iteration: 2, stage: "train/bootstrap")

  @Test func bootstrapCoversTheFigureAndKeepsGroupsTogether() throws {
    let expected = (0..<400).map { $0 % 4 == 0 ? 1 : 0 }
    let predicted = (0..<400).map { $0 % 7 == 0 ? 1 - expected[$0] : expected[$0] }
    let figure = Metrics.macroF1(
      Metrics.f1(try Metrics.confusion(expected: expected, predicted: predicted, classes: 2)))
    let fine = try #require(
      try Metrics.macroF1Interval(
        expected: expected, predicted: predicted, groups: (0..<400).map { "\($0)" }, classes: 2, draw: draw))
    #expect(fine.low < figure && figure < fine.high)
    #expect((0.03...0.12).contains(fine.high - fine.low))
    // Errors that come in groups make the interval wider.
    let clustered = expected.indices.map { $0 / 40 == 3 ? 1 - expected[$0] : expected[$0] }
    func width(_ size: Int) throws -> Double {
      let interval = try Metrics.macroF1Interval(
        expected: expected, predicted: clustered, groups: expected.indices.map { "\($0 / size)" }, classes: 2,
        draw: draw)
      return try #require(interval).high - #require(interval).low
    }
    #expect(try width(40) > 2 * width(1))
  }

  @Test func bootstrapDoesNotDependOnTheOrderOfRows() throws {
    let expected = (0..<60).map { $0 % 3 }
    let predicted = (0..<60).map { $0 * 7 % 5 % 3 }
    let groups = (0..<60).map { "g\($0 / 6)" }
    let order = (0..<60).map { $0 * 7 % 60 }
    let plain = try Metrics.macroF1Interval(
      expected: expected, predicted: predicted, groups: groups, classes: 3, resamples: 50, draw: draw)
    let shuffled = try Metrics.macroF1Interval(
      expected: order.map { expected[$0] }, predicted: order.map { predicted[$0] },
      groups: order.map { groups[$0] }, classes: 3, resamples: 50, draw: draw)
    #expect(plain == shuffled)
  }

  @Test func bootstrapOfOneGroupIsAPoint() throws {
    let interval = try Metrics.macroF1Interval(
      expected: [0, 1, 1], predicted: [0, 1, 0], groups: ["a", "a", "a"], classes: 2, draw: draw)
    let figure = Metrics.macroF1(
      Metrics.f1(try Metrics.confusion(expected: [0, 1, 1], predicted: [0, 1, 0], classes: 2)))
    #expect(interval == Metrics.Interval(low: figure, high: figure))
    #expect(
      try Metrics.macroF1Interval(expected: [], predicted: [], groups: [], classes: 2, draw: draw) == nil)
  }
}
