import Parallel

extension PrincipalComponents {
  /// Finds the principal components of samples (Pearson 1901): by their covariance and its eigenvectors, or, where there
  /// are fewer samples than numbers in one, by those of the samples' inner products.
  ///
  /// Where the samples span fewer directions than there are components, the surplus ones have variance 0 and are
  /// otherwise arbitrary, if always the same.
  ///
  /// - Parameters:
  ///   - samples: Rows × dimensions.
  ///   - rows: How many samples there are, at least one.
  ///   - dimensions: How many numbers a sample has.
  ///   - components: How many components are kept, at most `dimensions` and ``maximumDimensions``.
  ///   - threads: How many threads may work; the bits do not depend on it.
  /// - Returns: The mean and the components.
  /// - Throws: ``LearningError``; a sample with a NaN is named.
  /// - Complexity: With n the lesser of rows and dimensions and m the greater: ½·m·n² + 6·n³ + n·m·components operations;
  ///   24·n² + 8·m·components bytes.
  package static func fit(
    samples: [Float], rows: Int, dimensions: Int, components: Int, threads: Int = 1
  ) throws -> PrincipalComponents {
    guard rows >= 0 else { throw LearningError.option(.rows) }
    guard (0...1 << 20).contains(dimensions), min(rows, dimensions) <= maximumDimensions else {
      throw LearningError.option(.dimensions)
    }
    guard (0...min(dimensions, maximumDimensions)).contains(components) else { throw LearningError.option(.components) }
    try Check.shape(.features, samples.count, rows: rows, columns: dimensions)
    guard rows > 0 else { throw LearningError.nothingToLearn }
    try Check.finite(.features, samples, columns: dimensions)
    return try samples.withUnsafeBufferPointer { samples in
      let empty: Float = 0
      return try withUnsafePointer(to: empty) { empty in
        let samples = samples.baseAddress ?? empty
        return rows < dimensions
          ? try fitFew(samples, rows: rows, dimensions: dimensions, components: components, threads: threads)
          : try fitMany(samples, rows: rows, dimensions: dimensions, components: components, threads: threads)
      }
    }
  }

  /// By the covariance.
  private static func fitMany(
    _ samples: UnsafePointer<Float>, rows: Int, dimensions: Int, components: Int, threads: Int
  ) throws -> PrincipalComponents {
    let covariance = try Covariance(samples, rows: rows, dimensions: dimensions, threads: threads)
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

  /// By the inner products of the samples: with X the centred samples and u an eigenvector of X·Xᵀ, Xᵀ·u is one of Xᵀ·X
  /// and has the same eigenvalue.
  private static func fitFew(
    _ samples: UnsafePointer<Float>, rows: Int, dimensions: Int, components: Int, threads: Int
  ) throws -> PrincipalComponents {
    let gram = try Gram(samples, rows: rows, dimensions: dimensions, threads: threads)
    try Check.finite(.matrix, gram.upper, columns: rows)
    let wanted = min(rows, components)
    let eigen = try symmetricEigen(gram.upper, n: rows, count: wanted, threads: threads)
    let largest = eigen.values.first ?? 0
    // What is smaller is rounding, and its directions are nothing of the samples'.
    let least = max(0, largest) * Double(dimensions) * 0x1p-52
    var rank = eigen.values.prefix(wanted).prefix { $0 > least }.count
    let found = try gram.combinations(eigen.vectors, count: rank, of: samples, threads: threads)
    let vectors = Scratch<Double>(components * dimensions)
    vectors.base.update(from: found.base, count: rank * dimensions)
    let basis = OrthonormalRows(vectors, dimensions: dimensions)
    // Directions of small eigenvalues come out askew, by about one rounding of the largest against them.
    for row in 0..<rank where !basis.normalise(row, exactly: eigen.values[row] < 0x1p-24 * largest) {
      rank = row
      break
    }
    try basis.complete(from: rank, to: components, threads: threads)
    var result = vectors.array(count: components * dimensions)
    for row in 0..<components { fixSign(&result, row * dimensions..<(row + 1) * dimensions) }
    var total = 0.0
    for row in 0..<rows { total += gram.upper[row * rows + row] }
    return PrincipalComponents(
      dimensions: dimensions, mean: gram.mean.map { Float($0) }, components: result.map { Float($0) },
      variances: (0..<components).map { $0 < rank ? eigen.values[$0] : 0 }, totalVariance: total)
  }

  /// The most samples, or numbers in one, whichever are fewer: a matrix of 16,384 takes 2 GiB.
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

extension LinearMap {
  /// Lays out components, so that products are coordinates of samples less their mean.
  init(components model: PrincipalComponents) {
    let dimensions = model.dimensions
    let classes = model.count
    let width = LinearKernels.padded(dimensions)
    var weights = [Double](repeating: 0, count: max(1, classes * width))
    var bias: [Double] = []
    for index in 0..<classes {
      var shift = 0.0
      for column in 0..<dimensions {
        let weight = Double(model.components[index * dimensions + column])
        weights[index * width + column] = weight
        shift += weight * Double(model.mean[column])
      }
      bias.append(-shift)
    }
    self.init(dimensions: dimensions, classes: classes, weights: weights, bias: bias)
  }
}
