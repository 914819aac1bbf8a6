import Draws
import Learning
import Report

/// Measures a model on the monitoring holdout.
enum HoldoutQuality {
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
  static func measure(
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
    func estimate(_ value: Double, _ interval: Metrics.Interval?) -> Estimate {
      Estimate(value, low: interval?.low, high: interval?.high)
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
      macroF1: estimate(Metrics.macroF1(scores), try interval(Metrics.macroF1)),
      rareF1: try Metrics.meanF1(of: rare, scores).map {
        estimate($0, try interval { Metrics.meanF1(of: rare, $0) })
      },
      calibrationError: try Metrics.expectedCalibrationError(
        probabilities: probabilities, labels: labels, classes: classes),
      perClass: perClass, confusion: confusion)
  }
}
