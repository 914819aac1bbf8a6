import Draws
import Foundation
import Selection
import Testing

struct MeasureTests {
  @Test func handWorkedRows() throws {
    // Exact in binary, so the expected values are exact too.
    let rows: [Float] = [
      0.5, 0.25, 0.25,
      0.125, 0.75, 0.125,
      0.5, 0.5, 0,
      1, 0, 0,
      0, 0, 1,
    ]
    #expect(try Measure.margin(rows, classes: 3) == [0.25, 0.625, 0, 1, 1])
    #expect(try Measure.leastConfidence(rows, classes: 3) == [0.5, 0.25, 0.5, 0, 0])
    let entropy = try Measure.entropy(rows, classes: 3)
    let ln2 = 0.6931471805599453
    #expect(abs(entropy[0] - 1.5 * ln2) < 1e-15)
    // 0.75·ln(4/3) + 0.25·ln 8
    #expect(abs(entropy[1] - 0.735_621_939_747_910_7) < 1e-6)
    #expect(abs(entropy[1] - (0.75 * (2 * ln2 - log(3)) + 0.75 * ln2)) < 1e-15)
    #expect(abs(entropy[2] - ln2) < 1e-15)
    #expect(entropy[3] == 0 && entropy[3].sign == .plus)
    #expect(entropy[4] == 0)
  }

  @Test func marginAndTopProbabilityAreDifferentRules() throws {
    // Eight classes: the margin is below 0.2 while the top probability is far below 0.4.
    let row: [Float] = [0.25, 0.125, 0.125, 0.125, 0.125, 0.125, 0.0625, 0.0625]
    #expect(try Measure.margin(row, classes: 8) == [0.125])
    #expect(try Measure.leastConfidence(row, classes: 8) == [0.75])
  }

  @Test func agreesWithAPlainReferenceOnRandomRows() throws {
    var stream = DrawStream(seed: 8)
    for classes in [1, 2, 3, 8, 100] {
      var rows: [Float] = []
      for _ in 0..<200 {
        let raw = (0..<classes).map { _ in stream.below(4) == 0 ? 0 : stream.uniform() }
        let sum = max(raw.reduce(0, +), 1e-9)
        rows += raw.map { Float($0 / sum) }
      }
      let margin = try Measure.margin(rows, classes: classes)
      let least = try Measure.leastConfidence(rows, classes: classes)
      let entropy = try Measure.entropy(rows, classes: classes)
      for row in 0..<200 {
        let p = rows[row * classes..<(row + 1) * classes].map { Double($0) }
        let sorted = p.sorted(by: >)
        #expect(margin[row] == sorted[0] - (classes > 1 ? sorted[1] : 0))
        #expect(least[row] == 1 - sorted[0])
        let expected = -p.filter { $0 > 0 }.map { $0 * log($0) }.reduce(0, +)
        #expect(abs(entropy[row] - expected) < 1e-13)
      }
    }
  }

  @Test func oneClassIsCertain() throws {
    #expect(try Measure.margin([1, 1], classes: 1) == [1, 1])
    #expect(try Measure.leastConfidence([1, 1], classes: 1) == [0, 0])
    #expect(try Measure.entropy([1, 1], classes: 1) == [0, 0])
  }

  @Test func noRowsGiveNoScores() throws {
    for measure in [Measure.margin, .leastConfidence, .entropy, .costSensitive, .random] {
      #expect(try measure.scores([], classes: 4, keys: []).isEmpty)
    }
  }

  @Test func entropyIsLargestWhereAllClassesAreAlike() throws {
    let rows: [Float] = [0.25, 0.25, 0.25, 0.25, 0.26, 0.25, 0.25, 0.24]
    let entropy = try Measure.entropy(rows, classes: 4)
    #expect(entropy[0] > entropy[1])
  }

  @Test func randomComesFromTheKeysAlone() throws {
    let scores = try Measure.random.scores([1, 0, 0, 1, 1, 0], classes: 2, keys: [0, .max, 1 << 63])
    #expect(scores == [0, 1 - 0x1p-53, 0.5])
  }

  @Test func everyMeasureKnowsItsDirection() throws {
    let rows: [Float] = [0.5, 0.5, 1, 0]
    for measure in [Measure.margin, .leastConfidence, .entropy] {
      let scores = try measure.scores(rows, classes: 2, keys: [1, 0])
      let order = try Ranking.rank(scores: scores, largerFirst: measure.largerFirst, keys: [1, 0])
      #expect(order == [0, 1], "\(measure)")
    }
  }

  @Test func refusesShapesThatDoNotFit() {
    #expect(throws: SelectionError.outside(.classes, found: 0, least: 1, greatest: .max)) {
      try Measure.margin([1], classes: 0)
    }
    #expect(throws: SelectionError.count(of: .probabilities, expected: 6, found: 4)) {
      try Measure.entropy([1, 0, 0, 1], classes: 3)
    }
    #expect(throws: SelectionError.count(of: .keys, expected: 2, found: 1)) {
      try Measure.random.scores([1, 0, 0, 1], classes: 2, keys: [1])
    }
  }
}

extension Measure {
  /// The scores of a measure that looks at probabilities or draws.
  fileprivate func scores(_ probabilities: [Float], classes: Int, keys: [UInt64]) throws -> [Double] {
    try Acquisition(self).scores(MeasureInput(probabilities: probabilities, classes: classes, keys: keys))
  }
}
