extension Metrics {
  /// Precision, recall and F1 of one class.
  package struct F1: Sendable, Equatable {
    /// Of what was predicted as the class, the share that is; 0 where nothing was predicted so.
    package var precision: Double
    /// Of what is the class, the share that was predicted so; 0 where nothing is.
    package var recall: Double
    /// The harmonic mean of the two: 2·tp / (2·tp + fp + fn); 0 where nothing is nor was predicted so.
    package var f1: Double
    /// How much is of the class: a number of rows, or their weight.
    package var support: Double
    /// How much was predicted as the class.
    package var predicted: Double

    /// Whether the class is among the truth or the predictions, so that its F1 means something.
    package var isDefined: Bool { support > 0 || predicted > 0 }
  }

  /// How many rows of each class (first index) were predicted as each class (second index).
  ///
  /// - Throws: ``LearningError`` if the lengths differ or a label is no class.
  package static func confusion(expected: [Int], predicted: [Int], classes: Int) throws -> [[Int]] {
    try weightedConfusion(expected: expected, predicted: predicted, classes: classes, weights: nil)
      .map { $0.map { Int($0) } }
  }

  /// The weight of the rows of each class (first index) that were predicted as each class (second index).
  ///
  /// - Parameters:
  ///   - expected: The class of each row.
  ///   - predicted: The predicted class of each row.
  ///   - classes: How many classes there are.
  ///   - weights: A weight for each row, as ``productionWeights(labels:classes:rates:)`` makes them; nil for 1.
  /// - Returns: Classes × classes.
  /// - Throws: ``LearningError`` if the lengths differ, a label is no class or a weight is negative.
  package static func weightedConfusion(
    expected: [Int], predicted: [Int], classes: Int, weights: [Double]?
  ) throws -> [[Double]] {
    try Check.labels(expected, classes: classes)
    try Check.length(.predictions, predicted.count, expected: expected.count)
    try Check.labels(predicted, classes: classes)
    let weights = try Check.weights(weights, rows: expected.count)
    var result = [[Double]](repeating: [Double](repeating: 0, count: classes), count: classes)
    for row in expected.indices { result[expected[row]][predicted[row]] += weights[row] }
    return result
  }

  /// Precision, recall and F1 of each class of a confusion matrix, its first index the truth.
  package static func f1(_ confusion: [[Int]]) -> [F1] {
    f1(confusion.map { $0.map(Double.init) })
  }

  /// Precision, recall and F1 of each class of a weighted confusion matrix, its first index the truth.
  package static func f1(_ confusion: [[Double]]) -> [F1] {
    confusion.indices.map { label in
      let hits = confusion[label].indices.contains(label) ? confusion[label][label] : 0
      var support = 0.0
      for count in confusion[label] { support += count }
      var predicted = 0.0
      for row in confusion where row.indices.contains(label) { predicted += row[label] }
      return F1(
        precision: predicted > 0 ? hits / predicted : 0, recall: support > 0 ? hits / support : 0,
        f1: support + predicted > 0 ? 2 * hits / (support + predicted) : 0, support: support,
        predicted: predicted)
    }
  }

  /// The mean F1 over the classes that are among the truth or the predictions.
  ///
  /// As scikit-learn's `f1_score(expected, predicted, average="macro")`: a class that is predicted but never true
  /// counts with 0, one that is neither does not count. 0 where there is no class at all.
  package static func macroF1(_ classes: [F1]) -> Double {
    let defined = classes.filter(\.isDefined)
    return defined.isEmpty ? 0 : defined.reduce(0) { $0 + $1.f1 } / Double(defined.count)
  }

  /// The mean F1 over those of `subset`, the rare classes for one, that have support; nil if none has.
  ///
  /// - Parameters:
  ///   - subset: Class indices; one that is out of range is passed over.
  ///   - classes: The figures of each class.
  /// - Returns: A number from 0 to 1.
  package static func meanF1(of subset: [Int], _ classes: [F1]) -> Double? {
    let known = subset.filter { classes.indices.contains($0) && classes[$0].support > 0 }
    return known.isEmpty ? nil : known.reduce(0) { $0 + classes[$1].f1 } / Double(known.count)
  }

  /// A weight for each row of a holdout so that its classes weigh as much as they do in production.
  ///
  /// A holdout with a minimum of every class shows each class well but makes precision look better than production
  /// will: with these weights confusion, precision and F1 are those of the declared mix.
  ///
  /// - Parameters:
  ///   - labels: The class of each row of the holdout.
  ///   - classes: How many classes there are.
  ///   - rates: The share of each class in production, nil where it is not declared. The classes without one share
  ///     what the others leave as they do in the holdout. If all rates are declared they are scaled to sum to 1.
  /// - Returns: Weights that sum to the number of rows.
  /// - Throws: ``LearningError`` if a rate is negative or those declared sum to more than 1 (by over 1e-9).
  package static func productionWeights(
    labels: [Int], classes: Int, rates: [Double?]
  ) throws -> [Double] {
    try Check.labels(labels, classes: classes)
    guard rates.count == classes, rates.allSatisfy({ $0 == nil || ($0 ?? 0) >= 0 && ($0 ?? 0) <= 1 }) else {
      throw LearningError.option(.rate)
    }
    let declared = rates.reduce(0) { $0 + ($1 ?? 0) }
    guard declared <= 1 + 1e-9 else { throw LearningError.option(.rate) }
    var counts = [Double](repeating: 0, count: classes)
    for label in labels { counts[label] += 1 }
    var undeclared = 0.0
    for label in 0..<classes where rates[label] == nil { undeclared += counts[label] }
    let mass: [Double] = (0..<classes).map { label in
      if counts[label] == 0 { return 0 }
      return rates[label] ?? (max(0, 1 - declared) * counts[label] / undeclared)
    }
    let total = mass.reduce(0, +)
    guard total > 0 else { return [Double](repeating: 1, count: labels.count) }
    let rows = Double(labels.count)
    return labels.map { mass[$0] / total * rows / counts[$0] }
  }
}
