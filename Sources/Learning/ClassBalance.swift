/// Weights that give every class the same say.
package enum ClassBalance {
  /// The weight of each class, as scikit-learn's `class_weight="balanced"`: Σw / (present classes · Σw of the class).
  ///
  /// - Parameters:
  ///   - labels: The class of each row.
  ///   - classes: How many classes there are.
  ///   - sampleWeights: A weight for each row; nil for 1 each.
  /// - Returns: One weight a class, 0 for a class with no row of positive weight.
  /// - Throws: ``LearningError``.
  package static func weights(
    labels: [Int], classes: Int, sampleWeights: [Double]? = nil
  ) throws -> [Double] {
    try Check.labels(labels, classes: classes)
    let weights = try Check.weights(sampleWeights, rows: labels.count)
    var mass = [Double](repeating: 0, count: classes)
    for row in labels.indices { mass[labels[row]] += weights[row] }
    let present = mass.count { $0 > 0 }
    let total = mass.reduce(0, +)
    return mass.map { $0 > 0 ? total / (Double(present) * $0) : 0 }
  }

  /// The sample weights times the weight of each row's class.
  ///
  /// - Throws: ``LearningError``.
  package static func rowWeights(
    labels: [Int], classes: Int, sampleWeights: [Double]? = nil
  ) throws -> [Double] {
    let ofClass = try weights(labels: labels, classes: classes, sampleWeights: sampleWeights)
    return labels.indices.map { (sampleWeights?[$0] ?? 1) * ofClass[labels[$0]] }
  }
}
