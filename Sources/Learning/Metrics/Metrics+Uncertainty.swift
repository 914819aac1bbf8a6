import CKernels

extension Metrics {
  /// The mean entropy of probabilities as a share of the largest there is, that of equal ones (Zhu, Wang and Hovy, Multi-criteria-based
  /// strategy to stop active learning for data annotation, COLING 2008: overall uncertainty).
  ///
  /// - Parameters:
  ///   - probabilities: One row an image.
  ///   - classes: How many classes there are.
  /// - Returns: From 0 to 1; nil without an image or with fewer than two classes.
  package static func uncertainty(_ probabilities: [[Float]], classes: Int) -> Double? {
    guard !probabilities.isEmpty, classes > 1 else { return nil }
    var sum = 0.0
    for row in probabilities {
      for share in row where share > 0 {
        let p = Double(share)
        sum -= p * ck_log(p)
      }
    }
    return min(1, max(0, sum / Double(probabilities.count) / ck_log(Double(classes))))
  }
}
