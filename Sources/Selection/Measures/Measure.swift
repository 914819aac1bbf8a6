import CKernels

/// An acquisition measure: how much a model's probabilities for an image say that it should be asked about.
///
/// Every measure takes row-major probabilities, one row an image and one column a class, as floats, and computes in
/// doubles in the order of the classes. Probabilities are taken as given; only the shape is checked. Settles, "Active
/// Learning Literature Survey" (2009), section 3.1.
package enum Measure: String, Sendable, CaseIterable {
  case margin
  case leastConfidence = "least_confidence"
  case entropy
  case random

  /// Whether a larger score is asked about first.
  package var largerFirst: Bool {
    switch self {
    case .leastConfidence, .entropy: true
    case .margin, .random: false
    }
  }

  /// The scores of this measure, one a row.
  ///
  /// - Parameters:
  ///   - probabilities: Rows of `classes` probabilities.
  ///   - classes: At least 1.
  ///   - keys: One draw key a row; only `random` looks at their values.
  /// - Returns: One score a row.
  /// - Throws: `SelectionError.count` or `.outside` where the shapes do not fit.
  package func scores(_ probabilities: [Float], classes: Int, keys: [UInt64]) throws -> [Double] {
    try probabilities.withUnsafeBufferPointer { buffer in
      let rows = try Self.rows(buffer, classes: classes)
      guard keys.count == rows else {
        throw SelectionError.count(of: .keys, expected: rows, found: keys.count)
      }
      return switch self {
      case .margin: try Self.margin(buffer, classes: classes)
      case .leastConfidence: try Self.leastConfidence(buffer, classes: classes)
      case .entropy: try Self.entropy(buffer, classes: classes)
      case .random: Self.random(keys)
      }
    }
  }

  /// The greatest probability less the second greatest: smaller = ask first.
  ///
  /// With a single class the second greatest is 0.
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

  /// One less the greatest probability: larger = ask first.
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

  /// −Σ p ln p with 0·ln 0 = 0: larger = ask first.
  ///
  /// The logarithm is `ck_log`, so the score has the same bits on every machine.
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

  /// A uniform number in [0, 1) a row, from its draw key.
  package static func random(_ keys: [UInt64]) -> [Double] {
    keys.map { Double($0 >> 11) * 0x1p-53 }
  }

  /// `margin` of an array.
  ///
  /// - Throws: `SelectionError` where the shape does not fit.
  package static func margin(_ probabilities: [Float], classes: Int) throws -> [Double] {
    try probabilities.withUnsafeBufferPointer { try margin($0, classes: classes) }
  }

  /// `leastConfidence` of an array.
  ///
  /// - Throws: `SelectionError` where the shape does not fit.
  package static func leastConfidence(_ probabilities: [Float], classes: Int) throws -> [Double] {
    try probabilities.withUnsafeBufferPointer { try leastConfidence($0, classes: classes) }
  }

  /// `entropy` of an array.
  ///
  /// - Throws: `SelectionError` where the shape does not fit.
  package static func entropy(_ probabilities: [Float], classes: Int) throws -> [Double] {
    try probabilities.withUnsafeBufferPointer { try entropy($0, classes: classes) }
  }

  private static func rows(_ probabilities: UnsafeBufferPointer<Float>, classes: Int) throws -> Int {
    guard classes >= 1 else {
      throw SelectionError.outside(.classes, found: classes, least: 1, greatest: .max)
    }
    let rows = probabilities.count / classes
    guard rows * classes == probabilities.count else {
      throw SelectionError.count(
        of: .probabilities, expected: (rows + 1) * classes, found: probabilities.count)
    }
    return rows
  }

  @inline(__always)
  private static func map(
    _ probabilities: UnsafeBufferPointer<Float>, classes: Int,
    _ score: (Slice<UnsafeBufferPointer<Float>>) -> Double
  ) throws -> [Double] {
    let rows = try rows(probabilities, classes: classes)
    return (0..<rows).map { score(probabilities[$0 * classes..<($0 + 1) * classes]) }
  }
}
