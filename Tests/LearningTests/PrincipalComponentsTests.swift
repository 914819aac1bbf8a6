import Draws
import Learning
import Testing

struct PrincipalComponentsTests {
  private func symmetric(_ n: Int, seed: UInt64) -> [Double] {
    var stream = DrawStream(seed: seed)
    var matrix = [Double](repeating: 0, count: n * n)
    for row in 0..<n {
      for column in row..<n {
        let value = stream.normal()
        matrix[row * n + column] = value
        matrix[column * n + row] = value
      }
    }
    return matrix
  }

  @Test func eigenvectorsAgreeWithNumPy() throws {
    let expected = try Fixture.load().eigen
    let found = try PrincipalComponents.symmetricEigen(symmetric(expected.n, seed: 12), n: expected.n)
    #expect(largestDifference(found.values, expected.values) < 1e-12)
    #expect(largestDifference(found.vectors, expected.vectors) < 1e-11)
  }

  @Test func componentsAgreeWithScikitLearn() throws {
    let expected = try Fixture.load().components
    var stream = DrawStream(seed: 13)
    var samples: [Float] = []
    for _ in 0..<expected.rows {
      for column in 0..<expected.dimensions {
        samples.append(Float(stream.normal() * Double(column + 1) + Double(column)))
      }
    }
    let found = try PrincipalComponents.fit(
      samples: samples, rows: expected.rows, dimensions: expected.dimensions, components: expected.count)
    #expect(largestDifference(found.mean, expected.mean) < 1e-6)
    #expect(largestDifference(found.components, expected.components) < 1e-6)
    #expect(largestDifference(found.variances, expected.variances) < 1e-10)
    #expect(abs(found.totalVariance - expected.total) < 1e-9)
    let projected = try found.project(samples, rows: expected.rows)
    #expect(largestDifference(projected, expected.projected) < 1e-4)
    #expect(found.count == expected.count)
  }

  @Test func handWorked() throws {
    let found = try PrincipalComponents.symmetricEigen([2, 1, 1, 2], n: 2)
    let half = 0.5.squareRoot()
    #expect(largestDifference(found.values, [3, 1]) < 1e-15)
    #expect(largestDifference(found.vectors, [half, half, half, -half]) < 1e-15)
  }

  @Test(arguments: [1, 2, 3, 4, 7, 8, 9, 16, 17, 33, 64, 100])
  func decomposes(n: Int) throws {
    let matrix = symmetric(n, seed: UInt64(n))
    let found = try PrincipalComponents.symmetricEigen(matrix, n: n)
    for (index, value) in found.values.enumerated() {
      let vector = found.vectors[index * n..<(index + 1) * n].map { $0 }
      for row in 0..<n {
        let product = (0..<n).reduce(0) { $0 + matrix[row * n + $1] * vector[$1] }
        #expect(abs(product - value * vector[row]) < 1e-12 * Double(n))
      }
      for other in 0...index {
        let inner = (0..<n).reduce(0) { $0 + vector[$1] * found.vectors[other * n + $1] }
        #expect(abs(inner - (other == index ? 1 : 0)) < 1e-13 * Double(n))
      }
      #expect(index == 0 || value <= found.values[index - 1])
      let largest = vector.indices.reduce(0) { abs(vector[$1]) > abs(vector[$0]) ? $1 : $0 }
      #expect(vector[largest] > 0)
    }
  }

  @Test func readsTheUpperTriangleOnly() throws {
    var matrix = symmetric(9, seed: 3)
    let whole = try PrincipalComponents.symmetricEigen(matrix, n: 9)
    for row in 0..<9 { for column in 0..<row { matrix[row * 9 + column] = 99 } }
    let upper = try PrincipalComponents.symmetricEigen(matrix, n: 9)
    #expect(whole.values == upper.values && whole.vectors == upper.vectors)
  }

  @Test func fewerVectorsAreTheFirstOfAll() throws {
    let matrix = symmetric(20, seed: 4)
    let all = try PrincipalComponents.symmetricEigen(matrix, n: 20)
    let some = try PrincipalComponents.symmetricEigen(matrix, n: 20, count: 7)
    #expect(some.values == all.values)
    #expect(some.vectors == Array(all.vectors.prefix(7 * 20)))
  }

  @Test func sameBitsForAnyNumberOfThreads() throws {
    let n = 280
    let matrix = symmetric(n, seed: 5)
    let found = try [1, 2, 4].map {
      try PrincipalComponents.symmetricEigen(matrix, n: n, count: 20, threads: $0)
    }
    #expect(found[0].values == found[1].values && found[1].values == found[2].values)
    #expect(found[0].vectors == found[1].vectors && found[1].vectors == found[2].vectors)

    let data = Clouds(rows: 600, dimensions: 21, classes: 3)
    let fits = try [1, 2, 4].map {
      try PrincipalComponents.fit(
        samples: data.features, rows: 600, dimensions: 21, components: 9, threads: $0)
    }
    #expect(fits[0] == fits[1] && fits[1] == fits[2])
    let projections = try [1, 2, 4].map {
      try fits[0].project(data.features, rows: 600, threads: $0)
    }
    #expect(projections[0] == projections[1] && projections[1] == projections[2])
  }

  @Test func goldenBits() throws {
    // Fails if the order of a sum or a rotation changes, on any processor.
    let found = try PrincipalComponents.symmetricEigen(symmetric(40, seed: 6), n: 40)
    var digest: UInt64 = 14_695_981_039_346_656_037
    for number in found.values + found.vectors { digest = (digest ^ number.bitPattern) &* 1_099_511_628_211 }
    #expect(digest == 11_351_104_159_757_612_890)
  }

  @Test(arguments: [1e-300, 1e-200, 1e-30, 1e30, 1e200, 1e307])
  func matricesOfAnySizeDecompose(scale: Double) throws {
    let found = try PrincipalComponents.symmetricEigen([2 * scale, scale, scale, 2 * scale], n: 2)
    #expect(abs(found.values[0] / scale - 3) < 1e-9 && abs(found.values[1] / scale - 1) < 1e-9)
  }

  @Test func gradedMatricesDecompose() throws {
    let n = 30
    var matrix = symmetric(n, seed: 8)
    for row in 0..<n {
      for column in 0..<n {
        for _ in 0..<(row + column) { matrix[row * n + column] *= 0.1 }
      }
    }
    for flipped in [false, true] {
      if flipped { matrix.reverse() }
      let found = try PrincipalComponents.symmetricEigen(matrix, n: n)
      let trace = (0..<n).reduce(0) { $0 + matrix[$1 * n + $1] }
      #expect(abs(found.values.reduce(0, +) - trace) < 1e-13)
      #expect(allFinite(found.vectors))
    }
  }

  @Test func specialMatricesDecompose() throws {
    let zero = try PrincipalComponents.symmetricEigen([Double](repeating: 0, count: 9), n: 3)
    #expect(zero.values == [0, 0, 0] && zero.vectors == [1, 0, 0, 0, 1, 0, 0, 0, 1])
    let diagonal = try PrincipalComponents.symmetricEigen([1, 0, 0, 0, 5, 0, 0, 0, -3], n: 3)
    #expect(diagonal.values == [5, 1, -3] && diagonal.vectors == [0, 1, 0, 1, 0, 0, 0, 0, 1])
    let ones = try PrincipalComponents.symmetricEigen([Double](repeating: 1, count: 400), n: 20)
    #expect(abs(ones.values[0] - 20) < 1e-12 && abs(ones.values[19]) < 1e-12)
    #expect(try PrincipalComponents.symmetricEigen([], n: 0).values == [])
    #expect(try PrincipalComponents.symmetricEigen([-4], n: 1) == ([-4], [1]))
  }

  @Test func refusesWrongInput() {
    #expect(throws: LearningError.notFinite(.matrix, row: 1, column: 0)) {
      try PrincipalComponents.symmetricEigen([1, 0, .nan, 1], n: 2)
    }
    #expect(throws: LearningError.length(of: .matrix, expected: 4, found: 3)) {
      try PrincipalComponents.symmetricEigen([1, 0, 0], n: 2)
    }
    #expect(throws: LearningError.option(.dimensions)) { try PrincipalComponents.symmetricEigen([], n: -1) }
    #expect(throws: LearningError.nothingToLearn) {
      try PrincipalComponents.fit(samples: [], rows: 0, dimensions: 2, components: 1)
    }
    #expect(throws: LearningError.option(.components)) {
      try PrincipalComponents.fit(samples: [1, 2], rows: 1, dimensions: 2, components: 3)
    }
    #expect(throws: LearningError.notFinite(.features, row: 1, column: 1)) {
      try PrincipalComponents.fit(samples: [1, 2, 3, .infinity], rows: 2, dimensions: 2, components: 1)
    }
    #expect(throws: LearningError.option(.dimensions)) {
      try PrincipalComponents.fit(samples: [], rows: 0, dimensions: Int.max, components: 1)
    }
  }

  @Test func fewSamplesHaveFewVariances() throws {
    let one = try PrincipalComponents.fit(samples: [1, 2, 3], rows: 1, dimensions: 3, components: 3)
    #expect(one.variances == [0, 0, 0])
    #expect(try one.project([1, 2, 3], rows: 1) == [0, 0, 0])
    let two = try PrincipalComponents.fit(
      samples: [0, 0, 0, 3, 4, 0], rows: 2, dimensions: 3, components: 2)
    #expect(abs(two.variances[0] - 12.5) < 1e-12 && abs(two.variances[1]) < 1e-12)
    #expect(largestDifference(Array(two.components.prefix(3)), [0.6, 0.8, 0] as [Double]) < 1e-6)
  }

  @Test func hugeSamplesEnd() throws {
    let huge = Float.greatestFiniteMagnitude
    let found = try PrincipalComponents.fit(
      samples: [huge, -huge, -huge, huge, huge, huge], rows: 3, dimensions: 2, components: 2)
    #expect(allFinite(found.variances))
  }
}
