import Parallel

extension PrincipalComponents {
  /// Finds the principal components of samples (Pearson 1901), by their covariance and its eigenvectors.
  ///
  /// With fewer samples than components the surplus ones have variance 0 and are otherwise arbitrary, if always the same.
  ///
  /// - Parameters:
  ///   - samples: Rows × dimensions.
  ///   - rows: How many samples there are, at least one.
  ///   - dimensions: How many numbers a sample has.
  ///   - components: How many components are kept, at most `dimensions`.
  ///   - threads: How many threads may work; the bits do not depend on it.
  /// - Returns: The mean and the components.
  /// - Throws: ``LearningError``; a sample with a NaN is named.
  /// - Complexity: ½·rows·dimensions² + 6·dimensions³ operations; 24·dimensions² bytes.
  package static func fit(
    samples: [Float], rows: Int, dimensions: Int, components: Int, threads: Int = 1
  ) throws -> PrincipalComponents {
    guard rows >= 0 else { throw LearningError.option(.rows) }
    guard (0...maximumDimensions).contains(dimensions) else { throw LearningError.option(.dimensions) }
    guard (0...dimensions).contains(components) else { throw LearningError.option(.components) }
    try Check.shape(.features, samples.count, rows: rows, columns: dimensions)
    guard rows > 0 else { throw LearningError.nothingToLearn }
    try Check.finite(.features, samples, columns: dimensions)
    let covariance = try samples.withUnsafeBufferPointer { samples in
      let empty: Float = 0
      return try withUnsafePointer(to: empty) { empty in
        try Covariance(
          samples.baseAddress ?? empty, rows: rows, dimensions: dimensions, threads: threads)
      }
    }
    try Check.finite(.matrix, covariance.upper, columns: dimensions)
    let eigen = try symmetricEigen(
      covariance.upper, n: dimensions, count: components, threads: threads)
    var total = 0.0
    for column in 0..<dimensions { total += covariance.upper[column * dimensions + column] }
    return PrincipalComponents(
      dimensions: dimensions, mean: covariance.mean.map { Float($0) },
      components: eigen.vectors.map { Float($0) },
      variances: eigen.values.prefix(components).map { max(0, $0) }, totalVariance: total)
  }

  /// The most numbers a sample may have: the covariance of 16,384 takes 2 GiB.
  package static let maximumDimensions = 16_384

  /// Makes components that were found before.
  ///
  /// - Throws: ``LearningError`` if the lengths do not fit.
  package init(mean: [Float], components: [Float], variances: [Double], totalVariance: Double) throws {
    try Check.shape(.matrix, components.count, rows: variances.count, columns: mean.count)
    try Check.finite(.matrix, components, columns: mean.count)
    try Check.finite(.features, mean, columns: mean.count)
    self.init(
      dimensions: mean.count, mean: mean, components: components, variances: variances,
      totalVariance: totalVariance)
  }

  /// The coordinates of samples along the components: rows × ``count``.
  ///
  /// - Throws: ``LearningError`` if the length is no whole number of rows or a sample is not finite.
  package func project(
    _ samples: UnsafeBufferPointer<Float>, rows: Int, threads: Int = 1
  ) throws -> [Float] {
    guard rows >= 0 else { throw LearningError.option(.rows) }
    try Check.shape(.features, samples.count, rows: rows, columns: dimensions)
    try Check.finite(.features, samples, columns: dimensions)
    let map = LinearMap(components: self)
    return try map.products(samples, rows: rows, threads: threads).map { Float($0) }
  }

  /// The coordinates of samples along the components: rows × ``count``.
  ///
  /// - Throws: ``LearningError``.
  package func project(_ samples: [Float], rows: Int, threads: Int = 1) throws -> [Float] {
    try samples.withUnsafeBufferPointer { try project($0, rows: rows, threads: threads) }
  }
}
