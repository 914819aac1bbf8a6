import Selection
import Testing

struct CostAndGradientTests {
  private let rows: [Float] = [0.5, 0.25, 0.25, 1, 0, 0, 0, 0.5, 0.5]

  @Test func costsOfOneAreTheLeastConfidence() throws {
    let costs = try Measure.costSensitive(rows, classes: 3, costs: CostMatrix(classes: 3))
    #expect(costs == [0.5, 0, 0.5])
    #expect(try costs == Measure.leastConfidence(rows, classes: 3))
  }

  @Test func declaredCostsAreWorkedByHand() throws {
    // To take the last class for another costs 8, and to take any other for the last 2.
    let matrix = try CostMatrix(classes: 3, values: [0, 1, 2, 1, 0, 2, 8, 8, 0])
    // First row: predict 0: .25 + 2, predict 1: .5 + 2, predict 2: 1 + .5.
    #expect(try Measure.costSensitive(rows, classes: 3, costs: matrix) == [1.5, 0, 1])
  }

  @Test func costsThatCannotBeAreRefused() {
    #expect(throws: SelectionError.count(of: .costs, expected: 4, found: 3)) {
      try CostMatrix(classes: 2, values: [0, 1, 1])
    }
    #expect(throws: SelectionError.notFinite(.costs, row: 1)) { try CostMatrix(classes: 2, values: [0, 1, -1, 0]) }
    #expect(throws: SelectionError.notFinite(.costs, row: 0)) { try CostMatrix(classes: 2, values: [0, .nan, 1, 0]) }
    #expect(throws: SelectionError.count(of: .costs, expected: 9, found: 4)) {
      try Measure.costSensitive(rows, classes: 3, costs: CostMatrix(classes: 2))
    }
    #expect(throws: SelectionError.notFinite(.probabilities, row: 1)) {
      try Measure.costSensitive([1, 0, .nan, 1], classes: 2, costs: CostMatrix(classes: 2))
    }
  }

  @Test func gradientsAreWorkedByHand() throws {
    // ‖(−½, ¼, ¼)‖ = √(3/8); nothing to learn; ‖(0, −½, ½)‖ = √½.
    let norms = try Measure.gradientNorm(rows, classes: 3, norms: [2, 3, 1])
    #expect(norms == [2 * 0.375.squareRoot(), 0, 0.5.squareRoot()])
    // ½ √(3/8) + 2 · ¼ · ‖(½, ¼, −¾)‖, and for the last the same whichever it is.
    let expected = try Measure.gradientNorm(rows, classes: 3, norms: [2, 3, 1], expected: true)
    #expect(abs(expected[0] - 2 * (0.5 * 0.375.squareRoot() + 0.5 * 0.875.squareRoot())) < 1e-15)
    #expect(expected[1] == 0)
    #expect(abs(expected[2] - 0.5.squareRoot()) < 1e-15)
  }

  @Test func whatIsNearlySureIsNotLost() throws {
    // 1 − p is 2⁻²⁴: the square of it would be lost beside one.
    let p = 1 - Float(0x1p-24)
    let norms = try Measure.gradientNorm([p, Float(0x1p-24)], classes: 2, norms: [1])
    #expect(abs(norms[0] / (0x1p-24 * 2.0.squareRoot()) - 1) < 1e-12)
  }

  @Test func lengthsAreThoseOfTheVectors() throws {
    #expect(Measure.norms([3, 4, 0, 0, 0.5], offsets: [0, 2, 4, 5, 5]) == [5, 0, 0.5, 0])
    #expect(throws: SelectionError.notFinite(.norms, row: 1)) {
      try Measure.gradientNorm([1, 0, 1, 0], classes: 2, norms: [1, .nan])
    }
    #expect(throws: SelectionError.count(of: .norms, expected: 2, found: 1)) {
      try Measure.gradientNorm([1, 0, 1, 0], classes: 2, norms: [1])
    }
  }
}
