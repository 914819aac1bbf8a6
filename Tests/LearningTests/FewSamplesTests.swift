import Draws
import Learning
import Testing

/// Principal components of few samples, and of samples that depend on each other.
@Suite struct FewSamplesTests {
  /// Samples, rows × dimensions.
  struct Samples: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let rows: Int
    let dimensions: Int
    let values: [Float]
    /// How many directions they span, their mean taken off.
    let rank: Int

    init(_ name: String, rows: Int, dimensions: Int, rank: Int, _ value: (Int, Int) -> Double) {
      testDescription = "\(name), \(rows) × \(dimensions)"
      self.rows = rows
      self.dimensions = dimensions
      self.rank = rank
      values = (0..<rows).flatMap { row in (0..<dimensions).map { Float(value(row, $0)) } }
    }

    /// The covariance, in the plainest way.
    var covariance: [Double] {
      var mean = [Double](repeating: 0, count: dimensions)
      for row in 0..<rows {
        for column in 0..<dimensions { mean[column] += Double(values[row * dimensions + column]) / Double(rows) }
      }
      var result = [Double](repeating: 0, count: dimensions * dimensions)
      for row in 0..<rows {
        let centred = (0..<dimensions).map { Double(values[row * dimensions + $0]) - mean[$0] }
        for i in 0..<dimensions {
          for j in 0..<dimensions { result[i * dimensions + j] += centred[i] * centred[j] / Double(max(1, rows - 1)) }
        }
      }
      return result
    }
  }

  private static func normals(_ count: Int, seed: UInt64) -> [Double] {
    var stream = DrawStream(seed: seed)
    return (0..<count).map { _ in stream.normal() }
  }

  private static func random(rows: Int, dimensions: Int) -> Samples {
    let values = normals(rows * dimensions, seed: UInt64(rows))
    return Samples("random", rows: rows, dimensions: dimensions, rank: min(rows - 1, dimensions)) {
      values[$0 * dimensions + $1] * Double($1 % 7 + 1) + 3
    }
  }

  /// Few: 2 to 2,000 rows of 48 numbers, on both sides of as many rows as numbers.
  static let numbers = [2, 3, 5, 12, 47, 48, 49, 96, 2_000].map { random(rows: $0, dimensions: 48) }

  /// Dependent: of old, several of them did not converge.
  static let dependent: [Samples] = {
    let wide = 128
    let basis = normals(10 * wide, seed: 1)
    let weights = normals(400 * 10, seed: 2)
    let half = normals(200 * wide, seed: 4)
    return [400, 60].flatMap { rows in
      [
        Samples("equal rows", rows: rows, dimensions: wide, rank: 0) { _, column in basis[column] },
        Samples("zero", rows: rows, dimensions: wide, rank: 0) { _, _ in 0 },
        Samples("rank 10", rows: rows, dimensions: wide, rank: 10) { row, column in
          (0..<10).reduce(0) { $0 + weights[row * 10 + $1] * basis[$1 * wide + column] }
        },
        Samples("copies of 10 rows", rows: rows, dimensions: wide, rank: 9) { row, column in
          basis[(row * 7 + row / 10) % 10 * wide + column]
        },
        Samples("constant columns", rows: rows, dimensions: wide, rank: min(64, rows - 1)) { row, column in
          column % 2 == 0 ? 3.3 : half[row % 200 * wide + column] + Double(row / 200)
        },
        Samples("every column twice", rows: min(rows, 200), dimensions: wide, rank: min(64, rows - 1)) { row, column in
          half[row * wide + column % 64]
        },
        Samples("zero but for one number in 128", rows: rows, dimensions: wide, rank: min(rows - 1, wide - 1)) {
          row, column in row % wide == column ? 1 : 0
        },
      ]
    }
  }()

  @Test(arguments: numbers + dependent)
  func componentsAreEigenvectorsOfTheCovariance(samples: Samples) throws {
    let wide = samples.dimensions
    let found = try PrincipalComponents.fit(
      samples: samples.values, rows: samples.rows, dimensions: wide, components: wide)
    let covariance = samples.covariance
    let total = (0..<wide).reduce(0) { $0 + covariance[$1 * wide + $1] }
    #expect(abs(found.totalVariance - total) <= 1e-9 * (1 + total))
    #expect(abs(found.variances.reduce(0, +) - total) <= 1e-9 * (1 + total))
    let largest = found.variances.first ?? 0
    #expect(found.variances.count { $0 > 1e-10 * largest } == samples.rank)
    #expect(zip(found.variances, found.variances.dropFirst()).allSatisfy { $0 >= $1 })
    let vectors = (0..<wide).map { row in found.components[row * wide..<(row + 1) * wide].map(Double.init) }
    for (row, vector) in vectors.enumerated() {
      var residual = 0.0
      for i in 0..<wide {
        let product = (0..<wide).reduce(0) { $0 + covariance[i * wide + $1] * vector[$1] }
        residual = max(residual, abs(product - found.variances[row] * vector[i]))
      }
      #expect(residual <= 2e-6 * largest + 1e-20)
      for other in 0...row {
        let inner = (0..<wide).reduce(0) { $0 + vector[$1] * vectors[other][$1] }
        #expect(abs(inner - (other == row ? 1 : 0)) < 1e-6)
      }
      // Of equal columns one may be larger by a rounding that floats do not show.
      let longest = vector.reduce(0) { max($0, abs($1)) }
      #expect(vector.contains { $0 >= longest - 1e-6 })
    }
    #expect(try found.project(samples.values, rows: samples.rows).allSatisfy(\.isFinite))
  }

  @Test func innerProductsGiveWhatTheCovarianceGives() throws {
    // The same samples, and each twice: as many rows as make it the covariance's turn. It differs by its divisor.
    let few = Self.random(rows: 40, dimensions: 64)
    let doubled = few.values + few.values
    let small = try PrincipalComponents.fit(samples: few.values, rows: 40, dimensions: 64, components: 39)
    let large = try PrincipalComponents.fit(samples: doubled, rows: 80, dimensions: 64, components: 39)
    #expect(largestDifference(small.mean, large.mean) < 1e-6)
    for (one, other) in zip(small.variances, large.variances) { #expect(abs(one / other - 79.0 / 78) < 1e-9) }
    #expect(largestDifference(small.components, large.components.map(Double.init)) < 1e-5)
  }

  @Test(arguments: [numbers[3], numbers[4], dependent[2], dependent[9], dependent[13]])
  func sameBitsForAnyNumberOfThreads(samples: Samples) throws {
    let found = try [1, 2, 4].map {
      try PrincipalComponents.fit(
        samples: samples.values, rows: samples.rows, dimensions: samples.dimensions, components: 40, threads: $0)
    }
    #expect(found[0] == found[1] && found[1] == found[2])
  }

  @Test func goldenBits() throws {
    // Fails if the order of a sum changes, on any processor.
    var digest: UInt64 = 14_695_981_039_346_656_037
    for samples in [Self.numbers[3], Self.dependent[2], Self.dependent[9]] {
      let found = try PrincipalComponents.fit(
        samples: samples.values, rows: samples.rows, dimensions: samples.dimensions, components: 40)
      for number in found.variances { digest = (digest ^ number.bitPattern) &* 1_099_511_628_211 }
      for number in found.components { digest = (digest ^ UInt64(number.bitPattern)) &* 1_099_511_628_211 }
    }
    #expect(digest == 13_277_115_139_519_086_671)
  }

  @Test func surplusComponentsTellNewSamplesApart() throws {
    // What no sample spans is not thrown away: lengths stay what they are.
    let samples = Self.random(rows: 5, dimensions: 48)
    let found = try PrincipalComponents.fit(samples: samples.values, rows: 5, dimensions: 48, components: 48)
    let other = Self.random(rows: 6, dimensions: 48)
    let projected = try found.project(other.values, rows: 6)
    for row in 0..<6 {
      let length = (0..<48).reduce(0.0) { $0 + Double(projected[row * 48 + $1] * projected[row * 48 + $1]) }
      let expected = (0..<48).reduce(0.0) {
        let difference = Double(other.values[row * 48 + $1] - found.mean[$1])
        return $0 + difference * difference
      }
      #expect(abs(length / expected - 1) < 1e-5)
    }
  }

  @Test func moreNumbersThanACovarianceCouldHold() throws {
    let wide = PrincipalComponents.maximumDimensions + 1
    let samples = (0..<3 * wide).map { Float($0 % 17) }
    let found = try PrincipalComponents.fit(samples: samples, rows: 3, dimensions: wide, components: 2)
    #expect(abs(found.variances.reduce(0, +) - found.totalVariance) < 1e-9 * found.totalVariance)
    #expect(throws: LearningError.option(.dimensions)) {
      try PrincipalComponents.fit(samples: [], rows: wide, dimensions: wide, components: 2)
    }
  }
}
