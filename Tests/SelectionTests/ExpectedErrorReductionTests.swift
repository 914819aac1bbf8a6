import Draws
import Foundation
import Selection
import Testing

struct ExpectedErrorReductionTests {
  private let dimensions = 3

  /// Vectors and two-class probabilities of a made-up model.
  private func images(_ count: Int, seed: UInt64) -> (vectors: [Float], probabilities: [Float]) {
    var stream = DrawStream(seed: seed)
    let vectors = (0..<count * dimensions).map { _ in Float(stream.normal()) }
    let probabilities = (0..<count).flatMap { row in
      let logit = Double(vectors[row * dimensions]) - 0.5 * Double(vectors[row * dimensions + 2]) + 0.2
      let p = 1 / (1 + exp(-2 * logit))
      return [Float(p), Float(1 - p)]
    }
    return (vectors, probabilities)
  }

  /// Solves a system by elimination.
  private func solve(_ matrix: [[Double]], _ right: [Double]) -> [Double] {
    var (m, b) = (matrix, right)
    for column in b.indices {
      let pivot = (column..<b.count).max { abs(m[$0][column]) < abs(m[$1][column]) } ?? column
      m.swapAt(column, pivot)
      b.swapAt(column, pivot)
      for row in column + 1..<b.count {
        let factor = m[row][column] / m[column][column]
        for index in column..<b.count { m[row][index] -= factor * m[column][index] }
        b[row] -= factor * b[column]
      }
    }
    for row in b.indices.reversed() {
      for index in row + 1..<b.count { b[row] -= m[row][index] * b[index] }
      b[row] /= m[row][row]
    }
    return b
  }

  /// The vector of an image with a 1 for the bias.
  private func augmented(_ vectors: [Float], _ row: Int) -> [Double] {
    vectors[row * dimensions..<(row + 1) * dimensions].map { Double($0) } + [1]
  }

  /// The least of the whole second-order model of the two-class probe and the loss of the candidate, for each class.
  private func reference(
    labelled: (vectors: [Float], probabilities: [Float]), candidate: Int,
    pool: (vectors: [Float], probabilities: [Float]), weights: [Double], c: Double
  ) -> Double {
    let width = dimensions + 1
    let x = augmented(pool.vectors, candidate)
    let p = (0..<2).map { Double(pool.probabilities[candidate * 2 + $0]) }
    let penalty = (0..<2 * width).map { $0 % width == dimensions ? 0.0 : 2.0 }
    var hessian = (0..<2 * width).map { row in (0..<2 * width).map { $0 == row ? penalty[row] : 0 } }
    func add(_ h: [Double], _ p: [Double], _ weight: Double) {
      for i in 0..<2 {
        for j in 0..<2 {
          let curvature = weight * ((i == j ? p[i] : 0) - p[i] * p[j])
          for a in 0..<width { for b in 0..<width { hessian[i * width + a][j * width + b] += curvature * h[a] * h[b] } }
        }
      }
    }
    for row in weights.indices {
      add(
        augmented(labelled.vectors, row), (0..<2).map { Double(labelled.probabilities[row * 2 + $0]) }, c * weights[row]
      )
    }
    // Only the difference of the biases is determined: hold their sum.
    for i in [dimensions, width + dimensions] { for j in [dimensions, width + dimensions] { hessian[i][j] += 1 } }
    let others = (0..<pool.vectors.count / dimensions).filter { $0 != candidate }
    let fitted = hessian
    var score = 0.0
    for label in 0..<2 {
      var step = [Double](repeating: 0, count: 2 * width)
      for _ in 0..<60 {
        let shares = (0..<2).map { k in
          p[k] * exp(zip(step[k * width..<(k + 1) * width], x).map { $0 * $1 }.reduce(0, +))
        }
        let moved = shares.map { $0 / (shares[0] + shares[1]) }
        hessian = fitted
        add(x, moved, c)
        let gradient = (0..<2 * width).map { row in
          zip(fitted[row], step).map { $0 * $1 }.reduce(0, +)
            + c * (moved[row / width] - (row / width == label ? 1 : 0)) * x[row % width]
        }
        let change = solve(hessian, gradient)
        let longest = change.map { abs($0) }.max() ?? 0
        step = zip(step, change).map { $0 - $1 / max(1, longest) }
      }
      for other in others {
        let z = augmented(pool.vectors, other)
        let q = (0..<2).map { k -> Double in
          let moved = zip(step[k * width..<(k + 1) * width], z).map { $0 * $1 }.reduce(0, +)
          return Double(pool.probabilities[other * 2 + k]) * exp(moved)
        }
        let before = 1 - Double(max(pool.probabilities[other * 2], pool.probabilities[other * 2 + 1]))
        score += p[label] * (before - (1 - (q.max() ?? 0) / (q[0] + q[1])))
      }
    }
    return score / Double(others.count)
  }

  @Test func isTheLeastOfTheSecondOrderModelForTwoClasses() throws {
    let (labelled, pool) = (images(30, seed: 1), images(25, seed: 2))
    let weights = (0..<30).map { 0.5 + Double($0 % 3) }
    let probe = try ExpectedErrorReduction(
      labelled: labelled.vectors, dimensions: dimensions, probabilities: labelled.probabilities, classes: 2,
      weights: weights, regularization: 0.7, threads: 1)
    let scores = try probe.scores(
      pool.vectors, probabilities: pool.probabilities, sample: pool.vectors, sampleProbabilities: pool.probabilities,
      own: Array(0..<25), threads: 1)
    for candidate in 0..<25 {
      let expected = reference(
        labelled: labelled, candidate: candidate, pool: pool, weights: weights, c: 0.7)
      // Probabilities are rounded to floats, and the bias is held a little.
      #expect(abs(scores[candidate] - expected) < 1e-6, "\(candidate)")
    }
    #expect(Set(scores).count == 25)
    let threaded = try probe.scores(
      pool.vectors, probabilities: pool.probabilities, sample: pool.vectors, sampleProbabilities: pool.probabilities,
      own: Array(0..<25), threads: 3)
    #expect(threaded == scores)
  }

  @Test func aClassWithoutALabelIsPassedOver() throws {
    let (labelled, pool) = (images(20, seed: 3), images(10, seed: 4))
    func widened(_ values: [Float]) -> [Float] {
      stride(from: 0, to: values.count, by: 2).flatMap { [0, values[$0], values[$0 + 1]] }
    }
    func scores(_ classes: Int, _ form: ([Float]) -> [Float]) throws -> [Double] {
      try ExpectedErrorReduction(
        labelled: labelled.vectors, dimensions: dimensions, probabilities: form(labelled.probabilities),
        classes: classes, weights: Array(repeating: 1, count: 20), regularization: 1, threads: 1
      ).scores(
        pool.vectors, probabilities: form(pool.probabilities), sample: pool.vectors,
        sampleProbabilities: form(pool.probabilities), own: Array(0..<10), threads: 1)
    }
    #expect(try scores(3, widened) == scores(2) { $0 })
  }

  @Test func whatIsSureHasNothingToGain() throws {
    let sure: [Float] = [1, 0, 1, 0]
    let probe = try ExpectedErrorReduction(
      labelled: [1, 2, 3, 4, 5, 6], dimensions: 3, probabilities: sure, classes: 2, weights: [1, 1], regularization: 1,
      threads: 1)
    let scores = try probe.scores(
      [1, 2, 3, 4, 5, 6], probabilities: sure, sample: [1, 2, 3], sampleProbabilities: [1, 0], own: [0, -1], threads: 1)
    #expect(scores == [0, 0])
  }

  @Test func shapesThatDoNotFitAreRefused() {
    #expect(throws: SelectionError.missing(.labelled)) {
      try ExpectedErrorReduction(
        labelled: [], dimensions: 3, probabilities: [], classes: 2, weights: [], regularization: 1, threads: 1)
    }
    #expect(throws: SelectionError.notFinite(.labelled, row: 0)) {
      try ExpectedErrorReduction(
        labelled: [.nan, 1, 1], dimensions: 3, probabilities: [1, 0], classes: 2, weights: [1], regularization: 1,
        threads: 1)
    }
  }
}
