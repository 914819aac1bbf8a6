import Imaging
import Testing

@Suite struct PatchWhiteningTests {
  @Test func computesMeanAndCovariance() throws {
    let (mean, covariance) = try PatchWhitening.covariance([1, 2, 3, 6, 5, 4], dimensions: 2)
    #expect(mean == [3, 4])
    #expect(covariance == [4, 2, 2, 4])
  }

  @Test func whitensAlongTheEigenvectors() throws {
    // Covariance [[4, 2], [2, 4]]: eigenvalues 6 and 2 along (1, 1) and (1, −1).
    let half = 0.5.squareRoot()
    let whitening = try PatchWhitening(
      mean: [3, 4], eigenvalues: [6, 2], eigenvectors: [half, half, -half, half], epsilon: 0)
    let along = 1 / 6.0.squareRoot()
    let across = 1 / 2.0.squareRoot()
    for (value, expected) in zip(
      whitening.matrix, [along + across, along - across, along - across, along + across].map { $0 / 2 })
    {
      #expect(abs(value - expected) < 1e-15)
    }
    let z = try whitening.apply([4, 5, 4, 3])
    #expect(abs(z[0] - Float(along)) < 1e-6)
    #expect(abs(z[1] - Float(along)) < 1e-6)
    #expect(abs(z[2] - Float(across)) < 1e-6)
    #expect(abs(z[3] + Float(across)) < 1e-6)
  }

  @Test func doesNotDependOnTheSignOfAnEigenvector() throws {
    let half = 0.5.squareRoot()
    let one = try PatchWhitening(
      mean: [0, 0], eigenvalues: [6, 2], eigenvectors: [half, half, -half, half])
    let two = try PatchWhitening(
      mean: [0, 0], eigenvalues: [6, 2], eigenvectors: [-half, -half, half, -half])
    #expect(one == two)
  }

  @Test func fitsByTheGivenDecomposition() throws {
    let whitening = try PatchWhitening.fit(patches: [1, 0, -1, 0, 0, 2, 0, -2], dimensions: 2, epsilon: 0) {
      matrix, size in
      #expect(size == 2)
      return (values: [matrix[0], matrix[3]], vectors: [1, 0, 0, 1])
    }
    // Variances 2/3 and 8/3.
    #expect(abs(whitening.matrix[0] - 1.5.squareRoot()) < 1e-12)
    #expect(abs(whitening.matrix[3] - 0.375.squareRoot()) < 1e-12)
    #expect(whitening.mean == [0, 0])
  }

  @Test func refusesWrongLengthsAndValues() {
    #expect(throws: ImagingError.length(.eigenvalues, expected: 2, found: 1)) {
      try PatchWhitening(mean: [0, 0], eigenvalues: [1], eigenvectors: [1, 0, 0, 1])
    }
    #expect(throws: ImagingError.length(.eigenvectors, expected: 4, found: 3)) {
      try PatchWhitening(mean: [0, 0], eigenvalues: [1, 1], eigenvectors: [1, 0, 0])
    }
    #expect(throws: ImagingError.value(.eigenvalues, index: 1)) {
      try PatchWhitening(mean: [0, 0], eigenvalues: [1, .infinity], eigenvectors: [1, 0, 0, 1])
    }
    #expect(throws: ImagingError.length(.patches, expected: 4, found: 2)) {
      try PatchWhitening.covariance([1, 2], dimensions: 2)
    }
    #expect(throws: ImagingError.length(.patches, expected: 0, found: 2)) {
      try PatchWhitening.covariance([1, 2], dimensions: 0)
    }
  }
}
