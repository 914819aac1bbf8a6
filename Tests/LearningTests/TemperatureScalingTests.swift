import Draws
import Learning
import Testing

struct TemperatureScalingTests {
  @Test func agreesWithScipy() throws {
    var stream = DrawStream(seed: 14)
    for expected in try Fixture.load().temperature {
      var logits: [Double] = []
      var labels: [Int] = []
      var weights: [Double] = []
      for _ in 0..<300 {
        let own = (0..<4).map { _ in stream.normal() }
        let noisy = own.map { $0 + stream.normal() }
        labels.append(noisy.indices.reduce(0) { noisy[$1] > noisy[$0] ? $1 : $0 })
        logits += own.map { $0 * expected.stretch * 2 }
        weights.append(stream.uniform())
      }
      #expect(labels == expected.labels)
      let found = try TemperatureScaling.fit(logits: logits, labels: labels, classes: 4, weights: weights)
      #expect(abs(found - expected.temperature) < 1e-6)
    }
  }

  @Test func agreesWithBruteForce() throws {
    var stream = DrawStream(seed: 3)
    let logits = (0..<300).map { _ in stream.normal() * 5 }
    let labels = (0..<100).map { row in
      (0..<3).reduce(0) { logits[row * 3 + $1] + 3 * stream.normal() > logits[row * 3 + $0] ? $1 : $0 }
    }
    func loss(_ temperature: Double) -> Double {
      (0..<100).reduce(0) { sum, row in
        let mass = (0..<3).reduce(0) {
          $0 + Double.e((logits[row * 3 + $1] - logits[row * 3 + labels[row]]) / temperature)
        }
        return sum + Double.ln(mass)
      }
    }
    let tried = stride(from: 0.05, through: 20, by: 0.001).min { loss($0) < loss($1) }
    let best = try #require(tried)
    #expect(abs(try TemperatureScaling.fit(logits: logits, labels: labels, classes: 3) - best) < 0.001)
  }

  @Test func handWorked() throws {
    // Two classes, logit difference 2, right three times in four: σ(2/T) = ¾, so T = 2 / ln 3.
    let found = try TemperatureScaling.fit(
      logits: [2, 0, 2, 0, 2, 0, 2, 0], labels: [0, 0, 0, 1], classes: 2)
    #expect(abs(found - 2 / Double.ln(3)) < 1e-12)
  }

  @Test func endsOfTheRange() throws {
    #expect(try TemperatureScaling.fit(logits: [1, 0, 0, 1], labels: [0, 1], classes: 2) == 0.05)
    #expect(try TemperatureScaling.fit(logits: [1, 0, 0, 1], labels: [1, 0], classes: 2) == 20)
  }

  @Test func oneWhereNothingIsReported() throws {
    #expect(try TemperatureScaling.fit(logits: [], labels: [], classes: 3) == 1)
    #expect(try TemperatureScaling.fit(logits: [4, 4, 4], labels: [1], classes: 3) == 1)
    #expect(try TemperatureScaling.fit(logits: [4], labels: [0], classes: 1) == 1)
    #expect(try TemperatureScaling.fit(logits: [-.infinity, 1], labels: [0], classes: 2) == 1)
    #expect(try TemperatureScaling.fit(logits: [1, 0], labels: [0], classes: 2, weights: [0]) == 1)
  }

  @Test func anySizeOfLogitsEnds() throws {
    for scale in [1e-300, 1e-9, 1e9, 1e300, 1.7e308] {
      let found = try TemperatureScaling.fit(
        logits: [scale, 0, -scale, 0, scale, -scale, 0, scale, scale], labels: [0, 0, 1], classes: 3)
      #expect(TemperatureScaling.range.contains(found))
    }
  }

  @Test func refusesLogitsThatAreNoNumbers() {
    #expect(throws: LearningError.notFinite(.logits, row: 1, column: 1)) {
      try TemperatureScaling.fit(logits: [0, 1, 2, .nan], labels: [0, 1], classes: 2)
    }
    #expect(throws: LearningError.notFinite(.logits, row: 0, column: 0)) {
      try TemperatureScaling.fit(logits: [.infinity, 1], labels: [0], classes: 2)
    }
    #expect(throws: LearningError.length(of: .logits, expected: 2, found: 1)) {
      try TemperatureScaling.fit(logits: [1], labels: [0], classes: 2)
    }
  }
}
