import Report
import Stages
import Testing

/// Estimates over all unlabelled images, and the same draw by draw.
@Suite struct PoolEstimatesTests {
  private func row(_ probability: Double?, _ label: String?, stratum: Int = 0) -> PoolEstimates.Row {
    PoolEstimates.Row(probability: probability, stratum: stratum, label: label, predicted: "a")
  }

  private func section(_ rows: [PoolEstimates.Row], of population: Int, strata: [Int]? = nil) -> EstimatesSection {
    PoolEstimates(rows, population: population, strata: strata).section(
      classes: ["a", "b"], declared: [nil, nil], predicted: strata == nil ? [0.9, 0.1] : nil)
  }

  @Test func aRandomShareGivesTheProbabilitiesOfItsDraws() throws {
    // Two picked for certain, one of them right; four of ten drawn, three of them right.
    let rows = [row(1, "a"), row(1, "b"), row(0.4, "a"), row(0.4, "a"), row(0.4, "b"), row(0.4, "a")]
    let found = section(rows, of: 12)
    let accuracy = try #require(found.accuracy)
    #expect(abs(accuracy.value - 8.5 / 12) < 1e-12)
    // Every image left was as likely at every draw, so the two ways must agree.
    #expect(abs((accuracy.levelled ?? 0) - 8.5 / 12) < 1e-12)
    #expect(found.levelledRefusal == nil)
    for share in found.prevalence.map(\.share) { #expect(abs((share.levelled ?? -1) - share.value) < 1e-12) }
  }

  @Test func aDrawWithoutALabelCannotBeLeftOutDrawByDraw() {
    let found = section([row(1, "a"), row(0.5, "a"), row(0.5, nil)], of: 5)
    #expect(found.refusal == nil && found.accuracy?.value == 1)
    #expect(found.levelledRefusal == .unanswered && found.levelledRefusedImages == 2)
    #expect(found.accuracy?.levelled == nil && found.prevalence.allSatisfy { $0.share.levelled == nil })
  }

  @Test func whatWasPickedForCertainWithoutALabelIsLeftOutBothWays() throws {
    let found = section([row(1, nil), row(1, "b"), row(0.5, "a"), row(0.5, "b")], of: 6)
    #expect(found.leftOut == 1 && found.population == 5)
    let accuracy = try #require(found.accuracy)
    #expect(abs(accuracy.value - 2.0 / 5) < 1e-12 && abs((accuracy.levelled ?? 0) - 2.0 / 5) < 1e-12)
  }

  @Test func ofStrataTheProbabilityOfASingleDrawIsNotKnown() {
    let rows = [row(0.5, "a"), row(0.5, "b"), row(0.25, "a", stratum: 1)]
    let found = section(rows, of: 8, strata: [4, 4])
    #expect(found.refusal == nil && found.prevalence.count == 2)
    #expect(found.levelledRefusal == .unknownProbability && found.levelledRefusedImages == 3)
    // A first batch drawn at random from all is one stratum.
    let one = section([row(0.5, "a"), row(0.5, "b")], of: 4, strata: [4])
    #expect(one.levelledRefusal == nil && one.prevalence.map(\.share.levelled) == [0.5, 0.5])
  }

  @Test func whereAllWerePickedBothAreTheShareItself() {
    let found = section([row(1, "a"), row(1, "a"), row(1, "b")], of: 3)
    #expect(abs((found.accuracy?.levelled ?? 0) - 2.0 / 3) < 1e-12)
  }

  @Test func withoutARandomShareNeitherIsMade() {
    let found = section([row(1, "a"), row(1, "b")], of: 9)
    #expect(found.refusal == .zeroProbability && found.refusedImages == 7)
    #expect(found.accuracy == nil && found.levelledRefusal == nil)
  }
}
