import Selection
import Stages
import Testing

/// A threshold that does nothing says so.
@Suite struct ThresholdEffectTests {
  private func effect(
    passed: Int, cut: Int = 0, filled: Int = 0, threshold: Threshold? = .below(0.2), scores: [Double?] = [0.1, 0.43125]
  ) -> ThresholdEffect {
    var acquisition = Acquisition(.margin)
    acquisition.threshold = threshold
    return ThresholdEffect(
      CandidateReport(
        ranked: 3635, passed: passed, cut: cut, filled: filled, candidates: passed - cut + filled, missing: 0),
      acquisition, scores: scores)
  }

  private let batch = Batch(method: .kmeans, size: 150, candidateMultiple: 4, shares: BatchShares())

  @Test func whereNonePassesTheBatchIsTheNextInRank() throws {
    let effect = effect(passed: 0, filled: 142)
    #expect(
      effect.candidates()
        == "0 of 3,635 images are below 0.2; all 142 candidates are the next in rank, the last with margin 0.4313")
    let note = try #require(effect.batch(batch, chosen: 142, without: .init(candidates: 568, others: 97)))
    #expect(
      note.text
        == "0 of 3,635 images are below 0.2; the batch is the next in rank, k-means had nothing to choose among; "
        + "without the threshold there would be 568 candidates and 97 of the batch's 150 images would be others")
    #expect(note.needsAttention && !effect.isWithoutEffect)
  }

  @Test func whereTooFewPassTheNextFillUp() throws {
    let note = try #require(effect(passed: 12, filled: 130).batch(batch, chosen: 142, without: nil))
    #expect(
      note.text
        == "12 of 3,635 images are below 0.2; 130 of the 142 candidates are the next in rank, "
        + "k-means had nothing to choose among")
    let rank = Batch(method: .rank, size: 150, candidateMultiple: 4, shares: BatchShares())
    let ranked = try #require(
      effect(passed: 12, filled: 130).batch(rank, chosen: 142, without: .init(candidates: 568, others: 0)))
    #expect(ranked.text.hasSuffix("without the threshold there would be 568 candidates and the same batch"))
    #expect(!ranked.text.contains("nothing to choose"))
  }

  @Test func whereTheCapDecidesTheThresholdDoesNot() throws {
    let effect = effect(passed: 1200, cut: 632)
    #expect(effect.isWithoutEffect)
    #expect(
      effect.candidates()
        == "1,200 of 3,635 images are below 0.2; the cap leaves 568 candidates, the last with margin 0.4313")
    let note = try #require(effect.batch(batch, chosen: 142, without: nil))
    #expect(
      note.text
        == "1,200 of 3,635 images are below 0.2, and the cap of 568 candidates decides, the last with margin 0.4313; "
        + "the batch would be the same without the threshold")
    #expect(note.needsAttention)
  }

  @Test func whatPassesEverythingSaysSo() throws {
    let effect = effect(passed: 3635, threshold: .below(1))
    #expect(effect.isWithoutEffect)
    let note = try #require(effect.batch(batch, chosen: 142, without: nil))
    #expect(
      note.text
        == "all 3,635 images are below 1: the threshold rules nothing out, and the batch would be the same without it")
    #expect(note.needsAttention)
  }

  @Test func aThresholdThatDecidesNeedsNoAttention() throws {
    let note = try #require(
      effect(passed: 300).batch(batch, chosen: 142, without: .init(candidates: 568, others: 31)))
    #expect(
      note.text
        == "300 of 3,635 images are below 0.2; without the threshold there would be 568 candidates and "
        + "31 of the batch's 150 images would be others")
    #expect(!note.needsAttention)
  }

  @Test func withoutARuleOnlyTheCapIsReported() {
    #expect(effect(passed: 3635, cut: 3067, threshold: nil).batch(batch, chosen: 142, without: nil) == nil)
    #expect(
      effect(passed: 3635, cut: 3067, threshold: nil).candidates()
        == "the cap leaves 568 candidates, the last with margin 0.4313")
    #expect(effect(passed: 3635, threshold: nil).candidates() == nil)
    #expect(
      effect(passed: 0, filled: 1, threshold: .above(2.5), scores: [nil]).candidates()?.contains("above 2.5") == true)
  }
}
