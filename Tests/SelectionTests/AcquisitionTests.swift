import Draws
import Selection
import Testing

struct AcquisitionTests {
  private static let streaming = Measure.allCases.filter(\.isStreaming)

  /// A hundred images of four members and three classes, with ties, zeros and copies.
  private func input(_ order: [Int]) throws -> MeasureInput {
    func row(_ stream: inout DrawStream) -> [Float] {
      let raw = (0..<3).map { _ in Float(stream.below(4)) }
      let sum = raw.reduce(0, +)
      return sum == 0 ? [1, 0, 0] : raw.map { $0 / sum }
    }
    func values(_ image: Int, rows: Int) -> [Float] {
      var stream = DrawStream(seed: UInt64(image % 70))
      return (0..<rows).flatMap { _ in row(&stream) }
    }
    let draw = Draw(randomSeed: 1, iteration: 0, stage: "test")
    return MeasureInput(
      probabilities: order.flatMap { values($0, rows: 1) }, classes: 3, keys: order.map { draw.key("\($0)") },
      members: try MemberRows(order.flatMap { values($0, rows: 4) }, members: 4, classes: 3),
      norms: order.map { Double($0 % 9) })
  }

  @Test(arguments: streaming)
  func rowsMayComeInAnyOrderAndInAnyBlocks(_ measure: Measure) throws {
    let acquisition = Acquisition(measure)
    var stream = DrawStream(seed: 5)
    let order = stream.shuffled(Array(0..<100))
    let whole = try acquisition.scores(input(Array(0..<100)))
    #expect(try acquisition.scores(input(order)) == order.map { whole[$0] })
    let parts = try [0..<33, 33..<34, 34..<100].flatMap { try acquisition.scores(input(Array($0))) }
    #expect(parts == whole)
    #expect(Set(whole).count > 1)
    #expect(whole.allSatisfy { $0.isFinite })
  }

  @Test(arguments: streaming)
  func noImageHasNoScore(_ measure: Measure) throws {
    #expect(try Acquisition(measure).scores(input([])).isEmpty)
  }

  @Test func whatIsNotGivenIsMissing() {
    let bare = MeasureInput(probabilities: [1, 0], classes: 2, keys: [1])
    for measure in [Measure.bald, .voteEntropy, .consensusKL, .variationRatio] {
      #expect(throws: SelectionError.missing(.members)) { try Acquisition(measure).scores(bare) }
    }
    #expect(throws: SelectionError.missing(.norms)) { try Acquisition(.gradientNorm).scores(bare) }
  }

  @Test func theModelsOwnGradientComesFirst() throws {
    var acquisition = Acquisition(.gradientNorm)
    let input = MeasureInput(probabilities: [0.5, 0.5], classes: 2, gradients: [7], norms: [1])
    #expect(try acquisition.scores(input) == [7])
    acquisition.expected = true
    #expect(try abs(acquisition.scores(input)[0] - 0.5.squareRoot()) < 1e-15)
  }

  @Test func aMeasureOfCandidatesStreamsByItsUncertainty() throws {
    var acquisition = Acquisition(.combined)
    #expect(acquisition.base == .margin && acquisition.reorders)
    acquisition.uncertainty = .entropy
    #expect(acquisition.base == .entropy)
    #expect(!Acquisition(.entropy).reorders)
    #expect(Measure.margin.uncertainty([0.25]) == [0.75] && Measure.entropy.uncertainty([0.25]) == [0.25])
  }

  @Test func theTopProbabilityIsARuleBesideTheThreshold() throws {
    let range = ProbabilityRange(low: 0.4, high: 0.6)
    #expect(range.contains(0.4) && range.contains(0.6) && !range.contains(0.61) && !range.contains(.nan))
    var head = CandidateHead(
      CandidateHead.Rule(largerFirst: false, threshold: .below(0.2), topProbability: range, cap: 10, atLeast: 0))
    // Passes; too sure; margin too large; both.
    try head.offer(scores: [0.1, 0.1, 0.3, 0.5], tiebreak: nil, probability: [0.5, 0.3, 0.6, 0.7]) {
      $0
    } draw: {
      UInt64($0)
    }
    let found = head.finish()
    #expect(found.rows == [0])
    #expect(found.failures.threshold == 2 && found.failures.topProbability == 2 && found.failures.both == 1)
    #expect(throws: SelectionError.count(of: .probabilities, expected: 1, found: 0)) {
      try head.offer(scores: [1], tiebreak: nil) {
        $0
      } draw: { _ in
        0
      }
    }
  }

  @Test func tiesAreCountedInEveryOrder() {
    func key(_ score: UInt64, _ tiebreak: UInt64, _ row: Int) -> RankKey {
      RankKey(score: score, tiebreak: tiebreak, draw: UInt64(row), row: row)
    }
    let keys = [key(2, 0, 0), key(1, 0, 1), key(2, 0, 2), key(2, 1, 3), key(2, 0, 4)]
    #expect(RankKey.tied(keys) == [3, 1, 3, 1, 3])
    #expect(RankKey.tied(keys.sorted()) == [1, 3, 3, 3, 1])
    #expect(RankKey.tied([]).isEmpty)
  }
}
