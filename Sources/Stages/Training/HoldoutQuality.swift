import Draws
import Learning
import Report

/// Measures a model on the monitoring holdout.
package enum HoldoutQuality {
  /// The quality of predictions on images whose labels are known.
  ///
  /// - Parameters:
  ///   - probabilities: Row-major, one row an image.
  ///   - labels: The known class of each.
  ///   - groups: The group of each: intervals come from drawing groups, since images of a group are alike.
  ///   - names: The classes.
  ///   - rare: Indices of the rare classes.
  ///   - trainedOn: Labels that the model learned from.
  ///   - resamples: Bootstrap samples of the intervals.
  ///   - draw: What they are drawn from.
  /// - Returns: The figures of the report.
  /// - Throws: `LearningError`.
  package static func measure(
    probabilities: [Float], labels: [Int], groups: [String], names: [String], rare: [Int], trainedOn: Int,
    resamples: Int, draw: Draw
  ) throws -> ModelSection {
    let classes = names.count
    let predicted = labels.indices.map { row in
      var best = row * classes
      for position in row * classes..<(row + 1) * classes where probabilities[position] > probabilities[best] {
        best = position
      }
      return best - row * classes
    }
    let confusion = try Metrics.confusion(expected: labels, predicted: predicted, classes: classes)
    let scores = Metrics.f1(confusion)
    func interval(_ figure: ([Metrics.F1]) -> Double?) throws -> Metrics.Interval? {
      try Metrics.bootstrap(
        expected: labels, predicted: predicted, groups: groups, classes: classes, resamples: resamples, draw: draw,
        figure: figure)
    }
    let perClass = try names.indices.map { index in
      let score = scores[index]
      let measured = score.support > 0
      return ClassQuality(
        name: names[index], f1: measured ? estimate(score.f1, try interval { $0[index].f1 }) : nil,
        precision: measured ? score.precision : nil, recall: measured ? score.recall : nil,
        support: Int(score.support))
    }
    return ModelSection(
      trainedOn: trainedOn, holdoutImages: labels.count,
      macroF1: estimate(
        Metrics.macroF1(scores),
        try Metrics.macroF1Interval(
          expected: labels, predicted: predicted, groups: groups, classes: classes, resamples: resamples, draw: draw)),
      rareF1: try Metrics.meanF1(of: rare, scores).map {
        estimate($0, try interval { Metrics.meanF1(of: rare, $0) })
      },
      calibrationError: try Metrics.expectedCalibrationError(
        probabilities: probabilities, labels: labels, classes: classes),
      perClass: perClass, confusion: confusion)
  }
  /// The quality where classes are as frequent as they are declared to be in production.
  ///
  /// - Parameters:
  ///   - labels: The known class of each image of the holdout.
  ///   - predicted: The predicted class of each.
  ///   - groups: The group of each.
  ///   - names: The classes.
  ///   - rare: Indices of the rare classes.
  ///   - rates: The share of each class in production; nil where it is not declared.
  ///   - resamples: Bootstrap samples of the intervals.
  ///   - draw: What they are drawn from.
  /// - Returns: The figures; nil where no rate is declared, or there is no image.
  /// - Throws: `LearningError`.
  package static func production(
    labels: [Int], predicted: [Int], groups: [String], names: [String], rare: [Int], rates: [Double?], resamples: Int,
    draw: Draw
  ) throws -> ProductionQuality? {
    guard !labels.isEmpty, rates.contains(where: { $0 != nil }) else { return nil }
    let classes = names.count
    let weights = try Metrics.productionWeights(labels: labels, classes: classes, rates: rates)
    let total = weights.reduce(0, +)
    let scores = Metrics.f1(
      try Metrics.weightedConfusion(expected: labels, predicted: predicted, classes: classes, weights: weights))
    let macro = try Metrics.macroF1Interval(
      expected: labels, predicted: predicted, groups: groups, classes: classes, weights: weights, resamples: resamples,
      draw: draw)
    let counts = names.indices.map { index in labels.count { $0 == index } }
    return ProductionQuality(
      macroF1: estimate(Metrics.macroF1(scores), macro),
      rareF1: try Metrics.meanF1(of: rare, scores).map {
        estimate(
          $0,
          try Metrics.bootstrap(
            expected: labels, predicted: predicted, groups: groups, classes: classes, weights: weights,
            resamples: resamples, draw: draw
          ) { Metrics.meanF1(of: rare, $0) })
      },
      perClass: names.indices.filter { counts[$0] > 0 }.map {
        ProductionQuality.OfClass(
          name: names[$0], share: total > 0 ? scores[$0].support / total : 0, precision: scores[$0].precision,
          f1: scores[$0].f1)
      },
      absent: names.indices.filter { counts[$0] == 0 && (rates[$0] ?? 0) > 0 }.map { names[$0] })
  }

  private static func estimate(_ value: Double, _ interval: Metrics.Interval?) -> Estimate {
    Estimate(value, low: interval?.low, high: interval?.high)
  }
}
