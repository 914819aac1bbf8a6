import CKernels

/// How much of the pool an image stands for: what a measure is multiplied by, so that outliers are asked about later.
///
/// (mean over the other unlabelled images of 1 / (1 + d))^β, d the Euclidean distance. Settles, Craven, "An Analysis of Active
/// Learning Strategies for Sequence Labeling Tasks" (EMNLP 2008), with the similarity of libact's `InformationDensity` and of modAL.
/// O(candidates · sample · dimensions).
package struct Density: Sendable, Equatable {
  /// The exponent β; 0 leaves the measure as it is.
  package var beta: Double
  /// Of more unlabelled images than this, so many are drawn.
  package var sample: Int

  /// Declares a density.
  package init(beta: Double = 1, sample: Int = 50_000) {
    self.beta = beta
    self.sample = sample
  }

  /// The factor of each candidate.
  ///
  /// - Parameters:
  ///   - vectors: Rows of `dimensions` floats, one a candidate.
  ///   - dimensions: At least 1.
  ///   - others: Rows of `dimensions` floats: the unlabelled images, or those that were drawn, in the order of their draw.
  ///   - own: The row of `others` that is the candidate itself, −1 for none; one a candidate.
  ///   - threads: How many threads to use.
  /// - Returns: One factor a candidate; 1 where there is no other image.
  /// - Throws: `SelectionError` where the shapes do not fit or a vector is not finite.
  package func factors(
    _ vectors: [Float], dimensions: Int, others: [Float], own: [Int], threads: Int
  ) throws -> [Double] {
    guard dimensions >= 1 else {
      throw SelectionError.outside(.dimensions, found: dimensions, least: 1, greatest: .max)
    }
    guard own.count == vectors.count / dimensions else {
      throw SelectionError.count(of: .sample, expected: vectors.count / dimensions, found: own.count)
    }
    let sums = try VectorDistances.similarity(
      vectors, to: others, own: own, dimensions: dimensions, threads: threads)
    let count = others.count / dimensions
    return sums.indices.map { row in
      let rest = own[row] < 0 ? count : count - 1
      guard rest > 0 else { return 1 }
      let mean = sums[row] / Double(rest)
      return beta == 1 ? mean : ck_exp(beta * ck_log(mean))
    }
  }
}
