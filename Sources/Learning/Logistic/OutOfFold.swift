import Draws

/// Predictions for each row by a model that saw neither the row nor its group.
package struct OutOfFold: Sendable, Equatable {
  /// Rows × classes: the logits of each row; minus infinity for a class that the fold's model does not have.
  package let logits: [Double]
  /// The fold of each row.
  package let folds: [Int]

  /// Fits one model a fold, each without the fold's rows, and keeps what it says of them.
  ///
  /// - Parameters:
  ///   - features: Rows × dimensions.
  ///   - dimensions: How many features a row has.
  ///   - labels: The class of each row.
  ///   - classes: How many classes there are.
  ///   - sampleWeights: A weight for each row; nil for 1 each.
  ///   - groups: The group of each row; a group is in one fold.
  ///   - options: How to fit; class balance is that of the rows a model is fitted on.
  ///   - count: How many folds; fewer where there are fewer groups.
  ///   - start: A model to start each fit from.
  ///   - draw: What breaks ties between groups.
  ///   - threads: How many threads may work.
  /// - Returns: Nil where there are fewer than two groups, or a fold's remaining rows have no weight.
  /// - Throws: ``LearningError``.
  package static func fit(
    features: [Float], dimensions: Int, labels: [Int], classes: Int, sampleWeights: [Double]? = nil,
    groups: [String], options: LogisticRegression.Options = .init(), folds count: Int = 5,
    start: LogisticRegression? = nil, draw: Draw, threads: Int = 1
  ) throws -> OutOfFold? {
    try Check.labels(labels, classes: classes)
    guard dimensions >= 0 else { throw LearningError.option(.dimensions) }
    try Check.shape(.features, features.count, rows: labels.count, columns: dimensions)
    try Check.finite(.features, features, columns: dimensions)
    try Check.length(.groups, groups.count, expected: labels.count)
    let weights = try Check.weights(sampleWeights, rows: labels.count)
    let folds = try Folds.assign(groups: groups, labels: labels, count: count, draw: draw)
    guard let last = folds.max(), last >= 1 else { return nil }

    var logits = [Double](repeating: -.infinity, count: labels.count * classes)
    for fold in 0...last {
      let inside = labels.indices.filter { folds[$0] != fold && weights[$0] > 0 }
      let outside = labels.indices.filter { folds[$0] == fold }
      guard !inside.isEmpty else { return nil }
      let fit = try LogisticRegression.fit(
        features: gather(features, dimensions, inside), dimensions: dimensions,
        labels: inside.map { labels[$0] }, classes: classes, sampleWeights: inside.map { weights[$0] },
        options: options, start: start, threads: threads)
      let answers = try fit.model.logits(
        features: gather(features, dimensions, outside), rows: outside.count, threads: threads)
      for (index, row) in outside.enumerated() {
        logits.replaceSubrange(
          row * classes..<(row + 1) * classes, with: answers[index * classes..<(index + 1) * classes])
      }
    }
    return OutOfFold(logits: logits, folds: folds)
  }

  private static func gather(_ features: [Float], _ dimensions: Int, _ rows: [Int]) -> [Float] {
    var result: [Float] = []
    result.reserveCapacity(rows.count * dimensions)
    for row in rows { result.append(contentsOf: features[row * dimensions..<(row + 1) * dimensions]) }
    return result
  }
}
