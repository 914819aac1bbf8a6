/// Whitening that turns as little as possible (ZCA): W = V diag(1 / √(λ + ε)) Vᵀ over the patches' covariance
/// V diag(λ) Vᵀ (Coates, Lee, Ng 2011).
package struct PatchWhitening: Sendable, Equatable {
  /// Values a patch.
  package let dimensions: Int
  /// The patches' mean, `dimensions` values.
  package let mean: [Double]
  /// W, symmetric, `dimensions × dimensions` values.
  package let matrix: [Double]

  /// ε of the paper's own program, for patches normalised with ``PatchEncoder/varianceFloor``.
  package static let epsilon = 0.1

  /// Builds the whitening from the eigenvectors of the covariance.
  ///
  /// - Parameters:
  ///   - mean: The patches' mean.
  ///   - eigenvalues: One for each row of `eigenvectors`; what rounding left below 0 counts as 0.
  ///   - eigenvectors: One a row; their signs do not matter.
  ///   - epsilon: Added to each eigenvalue.
  /// - Throws: ``ImagingError/length(_:expected:found:)``, ``ImagingError/value(_:index:)``.
  package init(
    mean: [Double], eigenvalues: [Double], eigenvectors: [Double], epsilon: Double = epsilon
  ) throws(ImagingError) {
    let size = mean.count
    guard eigenvalues.count == size else {
      throw .length(.eigenvalues, expected: size, found: eigenvalues.count)
    }
    guard eigenvectors.count == size * size else {
      throw .length(.eigenvectors, expected: size * size, found: eigenvectors.count)
    }
    try Self.checkFinite(mean, .mean)
    try Self.checkFinite(eigenvalues, .eigenvalues)
    try Self.checkFinite(eigenvectors, .eigenvectors)
    var matrix = [Double](repeating: 0, count: size * size)
    for vector in 0..<size {
      let factor = 1 / (max(eigenvalues[vector], 0) + epsilon).squareRoot()
      for row in 0..<size {
        let scaled = eigenvectors[vector * size + row] * factor
        for column in 0..<size {
          matrix[row * size + column] += scaled * eigenvectors[vector * size + column]
        }
      }
    }
    dimensions = size
    self.mean = mean
    self.matrix = matrix
  }

  /// Fits the whitening to sampled patches; `eigen` gives the eigenvalues and the eigenvectors, one a row, of a
  /// symmetric matrix with the given number of rows.
  ///
  /// - Throws: ``ImagingError`` and whatever `eigen` throws.
  package static func fit(
    patches: [Float], dimensions: Int, epsilon: Double = epsilon,
    eigen: (_ matrix: [Double], _ size: Int) throws -> (values: [Double], vectors: [Double])
  ) throws -> PatchWhitening {
    let (mean, covariance) = try covariance(patches, dimensions: dimensions)
    let (values, vectors) = try eigen(covariance, dimensions)
    return try PatchWhitening(mean: mean, eigenvalues: values, eigenvectors: vectors, epsilon: epsilon)
  }

  /// Mean and covariance (n − 1 below) of patches, summed in row order.
  ///
  /// - Parameters:
  ///   - patches: `rows × dimensions` values, at least two rows.
  ///   - dimensions: Values a patch.
  /// - Returns: `dimensions` and `dimensions × dimensions` values.
  /// - Throws: ``ImagingError/length(_:expected:found:)`` where rows are incomplete or fewer than two.
  package static func covariance(
    _ patches: [Float], dimensions: Int
  ) throws(ImagingError) -> (mean: [Double], covariance: [Double]) {
    guard dimensions > 0, patches.count % dimensions == 0, patches.count / dimensions >= 2 else {
      throw .length(.patches, expected: 2 * max(dimensions, 0), found: patches.count)
    }
    let rows = patches.count / dimensions
    var mean = [Double](repeating: 0, count: dimensions)
    for row in 0..<rows {
      for i in 0..<dimensions { mean[i] += Double(patches[row * dimensions + i]) }
    }
    for i in 0..<dimensions { mean[i] /= Double(rows) }
    var covariance = [Double](repeating: 0, count: dimensions * dimensions)
    var centred = [Double](repeating: 0, count: dimensions)
    for row in 0..<rows {
      for i in 0..<dimensions { centred[i] = Double(patches[row * dimensions + i]) - mean[i] }
      for i in 0..<dimensions {
        let value = centred[i]
        for j in i..<dimensions { covariance[i * dimensions + j] += value * centred[j] }
      }
    }
    for i in 0..<dimensions {
      for j in i..<dimensions {
        let value = covariance[i * dimensions + j] / Double(rows - 1)
        covariance[i * dimensions + j] = value
        covariance[j * dimensions + i] = value
      }
    }
    return (mean, covariance)
  }

  /// Whitened patches, z = W (x − mean), for learning the filters.
  ///
  /// - Parameter patches: `rows × dimensions` contrast-normalised values.
  /// - Returns: As many values.
  /// - Throws: ``ImagingError/length(_:expected:found:)``.
  package func apply(_ patches: [Float]) throws(ImagingError) -> [Float] {
    guard patches.count % dimensions == 0 else {
      throw .length(.patches, expected: patches.count / dimensions * dimensions, found: patches.count)
    }
    var result = [Float](repeating: 0, count: patches.count)
    var sums = [Double](repeating: 0, count: dimensions)
    for row in 0..<patches.count / dimensions {
      for i in 0..<dimensions { sums[i] = 0 }
      // W is symmetric, so its rows are taken for its columns: sums side by side, not one after the other.
      for j in 0..<dimensions {
        let value = Double(patches[row * dimensions + j]) - mean[j]
        for i in 0..<dimensions { sums[i] += value * matrix[j * dimensions + i] }
      }
      for i in 0..<dimensions { result[row * dimensions + i] = Float(sums[i]) }
    }
    return result
  }

  static func checkFinite(_ values: [Double], _ part: PatchEncoder.Part) throws(ImagingError) {
    if let index = values.firstIndex(where: { !$0.isFinite }) { throw .value(part, index: index) }
  }
}
