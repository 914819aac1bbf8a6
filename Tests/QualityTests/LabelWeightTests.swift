import Quality
import Testing

struct LabelWeightTests {
  private func weight(_ votes: [(Int?, Confidence?)], floor: Double = 0.3) -> Double {
    let votes = votes.enumerated().map { Vote(annotator: $0, label: $1.0, confidence: $1.1) }
    let decision = Consensus.majority(votes: votes, classes: 4)
    return LabelWeight.weight(votes: votes, decision: decision, floor: floor)
  }

  @Test func unanimousAndSureWeighsOne() {
    #expect(weight([(1, .high), (1, .high)]) == 1)
    #expect(weight([(1, nil)]) == 1)
  }

  @Test func theWorkedExampleHolds() {
    // 0.3 + 0.7 · 2/3 · 0.8
    #expect(abs(weight([(1, .medium), (1, .medium), (2, .high)]) - 0.673_333_333) < 1e-9)
  }

  @Test func doubtAndConflictLowerIt() {
    let sure = weight([(1, .high), (1, .high)])
    let half = weight([(1, .high), (1, .low)])
    let low = weight([(1, .low), (1, .low)])
    let contested = weight([(1, .low), (1, .low), (2, .high)])
    #expect(sure > half)
    #expect(half > low)
    #expect(low > contested)
    #expect(contested > 0.3)
    #expect(abs(half - 0.79) < 1e-12)  // 0.3 + 0.7 · 0.7
    #expect(abs(low - 0.58) < 1e-12)  // 0.3 + 0.7 · 0.4
  }

  @Test func undecidedWeighsNothing() {
    #expect(weight([(1, .high), (2, .high)]) == 0)
  }

  @Test func neverLeavesFloorToOne() {
    for floor in [-1, 0, 0.3, 1, 7, Double.nan] {
      for confidence in [Confidence.low, .medium, .high] {
        let value = weight([(1, confidence), (1, .low), (3, .high)], floor: floor)
        let least = floor.isNaN ? 0 : min(1, max(0, floor))
        #expect(value >= least)
        #expect(value <= 1)
      }
    }
  }
}
