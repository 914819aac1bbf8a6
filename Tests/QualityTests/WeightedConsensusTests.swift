import Quality
import Testing

struct WeightedConsensusTests {
  private let consensus = WeightedConsensus(
    classes: 3,
    calibration: [
      0: Proportion(successes: 90, trials: 100), 1: Proportion(successes: 60, trials: 100),
      2: Proportion(successes: 40, trials: 100), 3: Proportion(successes: 20, trials: 100),
    ])

  // numpy 2.4.6: c · max(0, log(a (K − 1) / (1 − a))) with a = (right + 4) / (answers + 5).
  @Test func scoresAndPosteriorAreTheFormulas() {
    let decision = consensus.decide([
      Vote(annotator: 0, label: 0), Vote(annotator: 2, label: 0, confidence: .low),
      Vote(annotator: 1, label: 1, confidence: .medium), Vote(annotator: 9, label: 1, confidence: .high),
    ])
    let scores = [2.985131870153537, 2.990208099452084, 0]
    let posterior = [0.4864707676788297, 0.48894648317617306, 0.0245827491449972]
    #expect(zip(decision.scores, scores).allSatisfy { abs($0 - $1) < 1e-14 })
    #expect(zip(decision.posterior, posterior).allSatisfy { abs($0 - $1) < 1e-14 })
    #expect(decision.label == 1)
  }

  @Test func oneWhoIsGoodOutweighsTwoWhoAreNot() {
    let votes = [Vote(annotator: 0, label: 2), Vote(annotator: 2, label: 1), Vote(annotator: 2, label: 1)]
    #expect(consensus.decide(votes).label == 2)
    #expect(Consensus.majority(votes: votes, classes: 3).label == 1)
  }

  @Test func confidenceScalesTheWeight() {
    let sure = consensus.weight(of: Vote(annotator: 0, label: 0))
    #expect(abs(sure - 2.838546690031579) < 1e-14)
    #expect(consensus.weight(of: Vote(annotator: 0, label: 0, confidence: .low)) == 0.4 * sure)
  }

  @Test func whoeverIsWorseThanChanceHasNoWeight() {
    // 24 of 105 is below a third.
    #expect(consensus.weight(of: Vote(annotator: 3, label: 0)) == 0)
    let decision = consensus.decide([Vote(annotator: 3, label: 0)])
    #expect(decision.label == nil)
    let third = 1.0 / 3
    #expect(decision.posterior == [third, third, third])
  }

  @Test func theOrderOfTheVotesDoesNotMatterToABit() {
    let votes = (0..<40).map {
      Vote(annotator: $0 % 5, label: $0 * $0 % 3, confidence: [.low, .medium, .high, nil][$0 % 4])
    }
    let decision = consensus.decide(votes)
    #expect(consensus.decide(votes.reversed()) == decision)
    #expect(consensus.decide(votes.indices.map { votes[$0 * 7 % 40] }) == decision)
  }

  @Test func aTieHasNoLabel() {
    #expect(consensus.decide([Vote(annotator: 0, label: 2), Vote(annotator: 0, label: 1)]).label == nil)
    // Five of 0.4 weigh as two of 1, but for the rounding of their sum.
    let low = [Vote](repeating: Vote(annotator: 0, label: 0, confidence: .low), count: 5)
    let high = [Vote](repeating: Vote(annotator: 0, label: 1, confidence: .high), count: 2)
    #expect(consensus.decide(low + high).label == nil)
    #expect(consensus.decide(low + high + [Vote(annotator: 2, label: 1)]).label == 1)
  }

  @Test func abstentionsAndStrangeClassesHaveNoWeight() {
    let votes = [Vote(annotator: 0, label: nil), Vote(annotator: 0, label: 3), Vote(annotator: 0, label: -1)]
    #expect(consensus.decide(votes) == consensus.decide([]))
    #expect(consensus.decide(votes + [Vote(annotator: 2, label: 1)]).label == 1)
  }

  @Test func anUnknownAnnotatorHasAVoiceBetweenTwoClasses() {
    let two = WeightedConsensus(classes: 2, calibration: [:])
    #expect(two.accuracy(of: 5) == 0.8)
    #expect(two.decide([Vote(annotator: 5, label: 1)]).label == 1)
    let flat = WeightedConsensus(classes: 2, calibration: [:], prior: .init(right: 1, answers: 2))
    #expect(flat.decide([Vote(annotator: 5, label: 1)]).label == nil)
  }

  @Test func noAccuracyIsOneOrMakesAnInfiniteWeight() {
    let all = WeightedConsensus(
      classes: 2, calibration: [0: Proportion(successes: 50, trials: 50)], prior: .init(right: 4, answers: 4))
    #expect(all.accuracy(of: 0) < 1)
    #expect(all.weight(of: Vote(annotator: 0, label: 0)).isFinite)
  }

  @Test func oneClassOrNoneHasNoLabel() {
    let one = WeightedConsensus(classes: 1, calibration: [:])
    #expect(one.decide([Vote(annotator: 0, label: 0)]).label == nil)
    #expect(one.decide([Vote(annotator: 0, label: 0)]).posterior == [1])
    #expect(WeightedConsensus(classes: 0, calibration: [:]).decide([Vote(annotator: 0, label: 0)]).scores.isEmpty)
  }
}
