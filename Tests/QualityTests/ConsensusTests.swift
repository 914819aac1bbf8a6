import Quality
import Testing

struct ConsensusTests {
  private func vote(
    _ annotator: Int, _ label: Int?, _ confidence: Confidence? = .high, senior: Bool = false, round: Int = 1
  ) -> Vote {
    Vote(annotator: annotator, label: label, confidence: confidence, senior: senior, round: round)
  }

  @Test func twoSureVotesForOneClassDecideWithoutReview() {
    let decision = Consensus.majority(votes: [vote(0, 2), vote(1, 2, .medium)], classes: 3)
    #expect(decision == Decision(label: 2, agreement: 1, decidedBy: .unanimous, needsReview: []))
  }

  @Test func aTieWithoutASeniorIsUndecidedAndGoesToReview() {
    let decision = Consensus.majority(votes: [vote(0, 1), vote(1, 2)], classes: 3)
    #expect(
      decision == Decision(label: nil, agreement: 0, decidedBy: .undecided, needsReview: [.disagreement]))
  }

  @Test func aSeniorsReviewBreaksTheTie() {
    let votes = [vote(0, 1), vote(1, 2), vote(2, 1, senior: true, round: 2)]
    let decision = Consensus.majority(votes: votes, classes: 3)
    #expect(decision.label == 1)
    #expect(decision.agreement == 2.0 / 3)
    #expect(decision.decidedBy == .majority)
    #expect(decision.needsReview.isEmpty)
  }

  @Test func aSeniorsThirdClassWinsAThreeWayTie() {
    let votes = [vote(0, 1), vote(1, 2), vote(2, 0, senior: true, round: 2)]
    let decision = Consensus.majority(votes: votes, classes: 3)
    #expect(decision.label == 0)
    #expect(decision.decidedBy == .senior)
    let without = Consensus.majority(votes: votes, classes: 3, tiebreakSenior: false)
    #expect(without.label == nil)
    #expect(without.decidedBy == .undecided)
    #expect(without.needsReview.isEmpty)
  }

  @Test func aSeniorInTheFirstRoundBreaksTheTieAtOnce() {
    let decision = Consensus.majority(votes: [vote(0, 1), vote(1, 2, senior: true)], classes: 3)
    #expect(decision.label == 2)
    #expect(decision.decidedBy == .senior)
    #expect(decision.needsReview.isEmpty)
  }

  @Test func twoSeniorsWhoDifferLeaveTheTie() {
    let votes = [vote(0, 1, senior: true), vote(1, 2, senior: true)]
    let decision = Consensus.majority(votes: votes, classes: 3)
    #expect(decision.decidedBy == .undecided)
    #expect(decision.needsReview == [.disagreement])
  }

  @Test func aMajorityStandsAgainstASeniorWhoDiffers() {
    let votes = [vote(0, 1), vote(1, 1), vote(2, 2, senior: true)]
    let decision = Consensus.majority(votes: votes, classes: 3)
    #expect(decision.label == 1)
    #expect(decision.decidedBy == .majority)
    #expect(decision.needsReview == [.disagreement])
  }

  @Test func aLowConfidenceAgreementGoesToReview() {
    let decision = Consensus.majority(votes: [vote(0, 1, .low), vote(1, 1)], classes: 3)
    #expect(
      decision == Decision(label: 1, agreement: 1, decidedBy: .unanimous, needsReview: [.lowConfidence]))
  }

  @Test func aSeniorsReviewOfALowConfidenceAgreementDecidesAgainstBoth() {
    let votes = [vote(0, 1, .low), vote(1, 1, .low), vote(2, 0, senior: true, round: 2)]
    let decision = Consensus.majority(votes: votes, classes: 3)
    #expect(decision.label == 0)
    #expect(decision.agreement == 1.0 / 3)
    #expect(decision.decidedBy == .senior)
    #expect(decision.needsReview.isEmpty)
  }

  @Test func aSeniorWhoCannotTellEndsTheReviewAndLeavesTheAgreement() {
    let votes = [vote(0, 1, .low), vote(1, 1), vote(2, nil, senior: true, round: 2)]
    let decision = Consensus.majority(votes: votes, classes: 3)
    #expect(decision.label == 1)
    #expect(decision.decidedBy == .unanimous)
    #expect(decision.needsReview.isEmpty)
  }

  @Test func anAbstentionBesideAClassIsADisagreement() {
    let decision = Consensus.majority(votes: [vote(0, 1), vote(1, nil, nil)], classes: 3)
    #expect(decision.label == 1)
    #expect(decision.needsReview == [.disagreement])
  }

  @Test func abstentionsAloneAreUndecidedAndGoToReview() {
    let decision = Consensus.majority(votes: [vote(0, nil, nil), vote(1, nil, nil)], classes: 3)
    #expect(decision.label == nil)
    #expect(decision.needsReview == [.disagreement])
  }

  @Test func noVotesAreUndecidedWithoutReview() {
    let decision = Consensus.majority(votes: [], classes: 3)
    #expect(decision == Decision(label: nil, agreement: 0, decidedBy: .undecided, needsReview: []))
  }

  @Test func bothReasonsAreGivenInOrder() {
    let decision = Consensus.majority(votes: [vote(0, 1, .low), vote(1, 2)], classes: 3)
    #expect(decision.needsReview == [.disagreement, .lowConfidence])
  }

  @Test func classesOutsideTheRangeCountAsAbstentions() {
    let decision = Consensus.majority(votes: [vote(0, 7), vote(1, -1), vote(2, 0)], classes: 3)
    #expect(decision.label == 0)
    #expect(Consensus.majority(votes: [vote(0, 0)], classes: 0).label == nil)
    #expect(Consensus.majority(votes: [vote(0, 0)], classes: -4).label == nil)
  }

  @Test func theOrderOfVotesDoesNotMatter() {
    let votes = [
      vote(0, 1, .low), vote(1, 2), vote(2, 2, .medium, senior: true), vote(3, 1, senior: true, round: 2),
    ]
    let expected = Consensus.majority(votes: votes, classes: 3)
    for shift in votes.indices {
      let turned = Array(votes[shift...] + votes[..<shift])
      #expect(Consensus.majority(votes: turned, classes: 3) == expected)
      #expect(Consensus.majority(votes: turned.reversed(), classes: 3) == expected)
    }
  }
}
