import CKernels

extension Measure {
  /// −Σ p ln p with 0·ln 0 = 0: larger = ask first.
  ///
  /// Shannon, "A Mathematical Theory of Communication" (1948). O(classes) a row; no parameters.
  ///
  /// - Throws: `SelectionError` where the shape does not fit.
  package static func entropy(_ probabilities: UnsafeBufferPointer<Float>, classes: Int) throws -> [Double] {
    try map(probabilities, classes: classes) { row in
      var sum = 0.0
      for value in row where value > 0 {
        let p = Double(value)
        sum -= p * ck_log(p)
      }
      return sum
    }
  }

  /// `entropy` of an array.
  ///
  /// - Throws: `SelectionError` where the shape does not fit.
  package static func entropy(_ probabilities: [Float], classes: Int) throws -> [Double] {
    try probabilities.withUnsafeBufferPointer { try entropy($0, classes: classes) }
  }
}
