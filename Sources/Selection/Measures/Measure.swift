/// An acquisition measure: how much there is to be learnt from an image's label.
///
/// Each measure has a file of its own with its formula, its paper and what it costs. All take numbers as the model gave
/// them, compute in doubles in a fixed order, and take logarithms by `ck_log`, so that a score has the same bits on every
/// machine. Settles, "Active Learning Literature Survey" (2009).
package enum Measure: String, Sendable, CaseIterable {
  case margin
  case leastConfidence = "least_confidence"
  case entropy
  case costSensitive = "cost_sensitive"
  case voteEntropy = "vote_entropy"
  case consensusKL = "consensus_kl"
  case bald
  case variationRatio = "variation_ratio"
  case gradientNorm = "gradient_norm"
  case combined
  case expectedErrorReduction = "expected_error_reduction"
  case random

  /// What a measure looks at.
  package enum Source: Sendable, Equatable {
    /// The probabilities of the image alone.
    case probabilities
    /// What each member of a committee says of the image.
    case members
    /// The length of a gradient, or the probabilities and the length of a vector.
    case gradient
    /// The draw key of the image.
    case draw
    /// Vectors of other images: it is computed for candidates that another measure has found.
    case candidates
  }

  /// What it looks at.
  package var source: Source {
    switch self {
    case .margin, .leastConfidence, .entropy, .costSensitive: .probabilities
    case .voteEntropy, .consensusKL, .bald, .variationRatio: .members
    case .gradientNorm: .gradient
    case .combined, .expectedErrorReduction: .candidates
    case .random: .draw
    }
  }

  /// Whether it needs no more than what is known of the image itself, so that a pool can stream through it.
  package var isStreaming: Bool { source != .candidates }

  /// Whether a larger score is asked about first.
  package var largerFirst: Bool { self != .margin && self != .random }

  /// Scores turned so that the larger is asked about first: one less the margin, and the others as they are.
  package func uncertainty(_ scores: [Double]) -> [Double] {
    self == .margin ? scores.map { 1 - $0 } : scores
  }

  /// The number of rows that probabilities make up.
  ///
  /// - Throws: `SelectionError` where the shape does not fit.
  static func rows(_ probabilities: UnsafeBufferPointer<Float>, classes: Int) throws -> Int {
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

  /// A score a row of probabilities.
  ///
  /// - Throws: `SelectionError` where the shape does not fit.
  @inline(__always)
  static func map(
    _ probabilities: UnsafeBufferPointer<Float>, classes: Int,
    _ score: (Slice<UnsafeBufferPointer<Float>>) -> Double
  ) throws -> [Double] {
    let rows = try rows(probabilities, classes: classes)
    return (0..<rows).map { score(probabilities[$0 * classes..<($0 + 1) * classes]) }
  }

  /// A score a row of probabilities, every one of which is checked to be finite.
  ///
  /// - Throws: `SelectionError` where the shape does not fit or a probability is not finite.
  static func map(
    finite probabilities: [Float], classes: Int, _ score: (Slice<UnsafeBufferPointer<Float>>) -> Double
  ) throws -> [Double] {
    try probabilities.withUnsafeBufferPointer { buffer in
      if let bad = buffer.firstIndex(where: { !$0.isFinite }) {
        throw SelectionError.notFinite(.probabilities, row: bad / max(1, classes))
      }
      return try map(buffer, classes: classes, score)
    }
  }
}
