import Draws
import Learning
import Testing

/// The gain of one model over another on the same rows, and its bound.
struct PairedGainTests {
  private let draw = Draw(randomSeed: 3, iteration: 5, stage: "report/plateau")

  private func macroF1(_ expected: [Int], _ predicted: [Int], classes: Int) throws -> Double {
    Metrics.macroF1(Metrics.f1(try Metrics.confusion(expected: expected, predicted: predicted, classes: classes)))
  }

  @Test func theBoundIsThatOfAllSamplesWrittenOut() throws {
    let expected = [0, 0, 1, 1, 0, 1, 1]
    let before = [0, 1, 1, 0, 0, 0, 1]
    let since = [0, 0, 1, 1, 1, 0, 1]
    let groups = ["a", "a", "b", "b", "b", "c", "c"]
    let rows = ["a": [0, 1], "b": [2, 3, 4], "c": [5, 6]]
    // 27 samples of three groups, each as likely: what 95 % of them are not above.
    var gains: [Double] = []
    for first in ["a", "b", "c"] {
      for second in ["a", "b", "c"] {
        for third in ["a", "b", "c"] {
          let sample = [first, second, third].flatMap { rows[$0] ?? [] }
          let truth = sample.map { expected[$0] }
          gains.append(
            try macroF1(truth, sample.map { since[$0] }, classes: 2)
              - macroF1(truth, sample.map { before[$0] }, classes: 2))
        }
      }
    }
    gains.sort()
    let gain = try #require(
      try Metrics.macroF1Gain(
        expected: expected, before: before, since: since, groups: groups, classes: 2, resamples: 20_000, draw: draw))
    #expect(gain.groups == 3)
    #expect(try abs(gain.value - macroF1(expected, since, classes: 2) + macroF1(expected, before, classes: 2)) < 1e-15)
    // 0.95 · 27 lies between the 25th and the 26th: the quantile of many samples is the 26th.
    #expect(abs(gain.bound - gains[25]) < 1e-12, "\(gain.bound) of \(gains)")
    #expect(gain.bound > gain.value)
    // 2.5 % of 27 are less than one.
    #expect(gain.interval == Metrics.Interval(low: gains[0], high: gains[26]))
  }

  @Test func twoModelsThatAgreeHaveNoGainForCertain() throws {
    let rows = (0..<40).map { $0 % 3 }
    let same = rows.map { ($0 + 1) % 3 }
    let gain = try Metrics.macroF1Gain(
      expected: rows, before: same, since: same, groups: rows.indices.map { "\($0)" }, classes: 3, draw: draw)
    #expect(gain?.value == 0 && gain?.bound == 0 && gain?.groups == 40)
  }

  @Test func whatIsHardForBothWidensNoBound() throws {
    // Both models fail on the same 30 of 60; the later one has one more right.
    let expected = (0..<60).map { $0 % 2 }
    let before = expected.indices.map { $0 < 30 ? 1 - expected[$0] : expected[$0] }
    var since = before
    since[0] = expected[0]
    let groups = expected.indices.map { "\($0)" }
    let paired = try #require(
      try Metrics.macroF1Gain(
        expected: expected, before: before, since: since, groups: groups, classes: 2, draw: draw))
    let alone = try #require(
      try Metrics.macroF1Interval(expected: expected, predicted: since, groups: groups, classes: 2, draw: draw))
    #expect(paired.bound - paired.value < 0.06)
    #expect(alone.high - paired.value - 0.5 > 0.1)
  }

  @Test func theOrderOfRowsDoesNotMatter() throws {
    let expected = (0..<30).map { $0 % 3 }
    let before = (0..<30).map { $0 * 7 % 5 % 3 }
    let since = (0..<30).map { $0 * 11 % 7 % 3 }
    let groups = (0..<30).map { "g\($0 / 4)" }
    let order = (0..<30).map { $0 * 7 % 30 }
    let plain = try Metrics.macroF1Gain(
      expected: expected, before: before, since: since, groups: groups, classes: 3, resamples: 60, draw: draw)
    let shuffled = try Metrics.macroF1Gain(
      expected: order.map { expected[$0] }, before: order.map { before[$0] }, since: order.map { since[$0] },
      groups: order.map { groups[$0] }, classes: 3, resamples: 60, draw: draw)
    #expect(plain == shuffled && plain != nil)
  }

  @Test func refusesWhatDoesNotFit() throws {
    #expect(throws: LearningError.length(of: .predictions, expected: 2, found: 1)) {
      try Metrics.macroF1Gain(
        expected: [0, 1], before: [0], since: [0, 1], groups: ["a", "b"], classes: 2, draw: draw)
    }
    #expect(throws: LearningError.option(.resamples)) {
      try Metrics.macroF1Gain(
        expected: [0], before: [0], since: [0], groups: ["a"], classes: 2, resamples: 0, draw: draw)
    }
    #expect(
      try Metrics.macroF1Gain(expected: [], before: [], since: [], groups: [], classes: 2, draw: draw) == nil)
  }
}
