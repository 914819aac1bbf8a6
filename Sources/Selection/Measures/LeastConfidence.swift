extension Measure {
  /// One less the greatest probability: larger = ask first.
  ///
  /// Lewis, Gale, "A Sequential Algorithm for Training Text Classifiers" (SIGIR 1994). O(classes) a row; no parameters.
  ///
  /// - Throws: `SelectionError` where the shape does not fit.
  package static func leastConfidence(
    _ probabilities: UnsafeBufferPointer<Float>, classes: Int
  ) throws -> [Double] {
    try map(probabilities, classes: classes) { row in
      var first: Float = 0
      for p in row where p > first { first = p }
      return 1 - Double(first)
    }
  }

  /// `leastConfidence` of an array.
  ///
  /// - Throws: `SelectionError` where the shape does not fit.
  package static func leastConfidence(_ probabilities: [Float], classes: Int) throws -> [Double] {
    try probabilities.withUnsafeBufferPointer { try leastConfidence($0, classes: classes) }
  }
}
