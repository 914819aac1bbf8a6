import Quality
import Testing

struct DisagreementTests {
  @Test func countsIndependentVotesOnly() {
    let images = [
      [Vote(annotator: 0, label: 1), Vote(annotator: 1, label: 1)],
      [Vote(annotator: 0, label: 1), Vote(annotator: 1, label: 2), Vote(annotator: 2, label: 1, round: 2)],
      [Vote(annotator: 0, label: 1), Vote(annotator: 1, label: 1), Vote(annotator: 2, label: 2, round: 2)],
      [Vote(annotator: 0, label: 1), Vote(annotator: 1, label: nil)],
      [Vote(annotator: 0, label: 1)], [],
    ]
    #expect(Disagreement.rate(images: images) == Proportion(successes: 1, trials: 3))
    #expect(Disagreement.rate(images: []).value == nil)
  }
}
