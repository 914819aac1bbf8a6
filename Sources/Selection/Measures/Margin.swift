extension Measure {
  /// The greatest probability less the second greatest: smaller = ask first.
  ///
  /// With a single class the second greatest is 0. Scheffer, Decomain, Wrobel, "Active Hidden Markov Models for Information
  /// Extraction" (IDA 2001). O(classes) a row; no parameters.
  ///
  /// - Throws: `SelectionError` where the shape does not fit.
  package static func margin(_ probabilities: UnsafeBufferPointer<Float>, classes: Int) throws -> [Double] {
    try map(probabilities, classes: classes) { row in
      var first: Float = 0
      var second: Float = 0
      for p in row {
        if p > first {
          second = first
          first = p
        } else if p > second {
          second = p
        }
      }
      return Double(first) - Double(second)
    }
  }

  /// `margin` of an array.
  ///
  /// - Throws: `SelectionError` where the shape does not fit.
  package static func margin(_ probabilities: [Float], classes: Int) throws -> [Double] {
    try probabilities.withUnsafeBufferPointer { try margin($0, classes: classes) }
  }
}
