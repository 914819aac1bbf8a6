extension Measure {
  /// The length of the gradient of the loss with respect to the last layer's weights, ‖(p − e_ŷ) ⊗ h‖ = ‖p − e_ŷ‖ · ‖h‖, where ŷ
  /// is the most probable class: larger = ask first.
  ///
  /// With `expected` it is its mean over the classes instead, Σ_y p_y ‖p − e_y‖ · ‖h‖, the expected gradient length. Settles, Craven,
  /// Ray, "Multiple-Instance Active Learning" (NIPS 2007); Ash et al., "Deep Batch Active Learning by Diverse, Uncertain Gradient
  /// Lower Bounds" (ICLR 2020). The bias's part is left out. O(classes) a row; `expected` is false by default.
  ///
  /// - Parameters:
  ///   - probabilities: Rows of `classes` probabilities.
  ///   - classes: At least 1.
  ///   - norms: ‖h‖ of each row: the length of what the last layer sees.
  ///   - expected: Whether all classes count, by their probability.
  /// - Returns: One score a row.
  /// - Throws: `SelectionError` where the shapes do not fit, a probability or a norm is not finite, or a norm is negative.
  package static func gradientNorm(
    _ probabilities: [Float], classes: Int, norms: [Double], expected: Bool = false
  ) throws -> [Double] {
    var suffix = [Double](repeating: 0, count: max(0, classes) + 1)
    let factors = try map(finite: probabilities, classes: classes) { row in
      // Squares of all but one class are summed from both ends: taking one from the sum would lose what is small.
      for label in (0..<classes).reversed() {
        let p = Double(row[row.startIndex + label])
        suffix[label] = suffix[label + 1] + p * p
      }
      var prefix = 0.0
      var sum = 0.0
      var best: Float = -1
      var ofBest = 0.0
      for label in 0..<classes {
        let value = row[row.startIndex + label]
        let p = Double(value)
        let length = (prefix + suffix[label + 1] + (1 - p) * (1 - p)).squareRoot()
        prefix += p * p
        sum += p * length
        if value > best { (best, ofBest) = (value, length) }
      }
      return expected ? sum : ofBest
    }
    guard norms.count == factors.count else {
      throw SelectionError.count(of: .norms, expected: factors.count, found: norms.count)
    }
    if let bad = norms.firstIndex(where: { !($0 >= 0 && $0.isFinite) }) {
      throw SelectionError.notFinite(.norms, row: bad)
    }
    return factors.indices.map { factors[$0] * norms[$0] }
  }

  /// ‖h‖ of rows of floats, squares summed in double one after the other.
  ///
  /// - Parameters:
  ///   - vectors: Vectors one behind the other.
  ///   - offsets: Where each begins, and the last ends.
  /// - Returns: One length a row.
  package static func norms(_ vectors: [Float], offsets: [Int]) -> [Double] {
    vectors.withUnsafeBufferPointer { vectors in
      zip(offsets, offsets.dropFirst()).map { start, end in
        var sum = 0.0
        for index in start..<end { sum += Double(vectors[index]) * Double(vectors[index]) }
        return sum.squareRoot()
      }
    }
  }
}
