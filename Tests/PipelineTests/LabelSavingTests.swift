import Draws
import Pipeline
import Testing

/// How many labels fewer a strategy needs.
@Suite struct LabelSavingTests {
  private static let draw = Draw(randomSeed: 1, iteration: 0, stage: "test")

  private func curve(_ quality: [Double]) -> LabelSaving.Curve {
    LabelSaving.Curve(labels: quality.indices.map { Double(100 + 100 * $0) }, quality: quality)
  }

  @Test func theLevelIsReachedBetweenTwoPoints() throws {
    // Random has 0.6 at 400; the strategy has 0.5 at 100 and 0.7 at 200: 0.6 at 150.
    let saving = try #require(
      LabelSaving([curve([0.5, 0.7, 0.8, 0.9])], over: [curve([0.3, 0.4, 0.5, 0.6])], draw: Self.draw))
    #expect(saving.level == 0.6 && abs(saving.baseline - 400) < 1e-9)
    #expect(try abs(#require(saving.needed) - 150) < 1e-9 && abs(saving.saving - 0.625) < 1e-9)
    #expect(saving.low == nil && saving.high == nil && !saving.isShown, "one seed says nothing of its spread")
    let twice = try #require(
      LabelSaving(
        Array(repeating: curve([0.5, 0.7, 0.8, 0.9]), count: 2),
        over: Array(repeating: curve([0.3, 0.4, 0.5, 0.6]), count: 2),
        draw: Self.draw))
    #expect(twice.low == twice.saving && twice.high == twice.saving && twice.isShown, "seeds that agree have no spread")
    // Holdouts cost both the same.
    let all = try #require(
      LabelSaving([curve([0.5, 0.7, 0.8, 0.9])], over: [curve([0.3, 0.4, 0.5, 0.6])], further: 600, draw: Self.draw))
    #expect(abs(all.saving - 0.25) < 1e-9)
  }

  @Test func aPlateauOfTheBaselineCountsFromItsBeginning() throws {
    let saving = try #require(
      LabelSaving([curve([0.5, 0.6, 0.6, 0.6])], over: [curve([0.4, 0.6, 0.6, 0.6])], draw: Self.draw))
    #expect(saving.baseline == 200 && saving.saving == 0 && !saving.isShown)
  }

  @Test func whatIsNeverReachedSavesNothing() throws {
    let saving = try #require(
      LabelSaving([curve([0.1, 0.2, 0.3, 0.3])], over: [curve([0.3, 0.4, 0.5, 0.6])], draw: Self.draw))
    #expect(saving.needed == nil && saving.saving == 0 && !saving.isShown)
  }

  @Test func seedsThatDisagreeWidenTheInterval() throws {
    let good = curve([0.6, 0.7, 0.8, 0.9])
    let bad = curve([0.2, 0.3, 0.4, 0.5])
    let random = curve([0.3, 0.4, 0.5, 0.6])
    let torn = try #require(
      LabelSaving([good, bad, good, bad], over: Array(repeating: random, count: 4), draw: Self.draw))
    #expect(try #require(torn.low) <= 0 && #require(torn.high) > 0.5 && !torn.isShown)
    let sure = try #require(LabelSaving([good, good, good], over: [random, random, random], draw: Self.draw))
    #expect(sure.isShown && sure.low == sure.high)
    #expect(LabelSaving([good], over: [random, random], draw: Self.draw) == nil)
    #expect(LabelSaving([curve([0.5])], over: [curve([0.5])], draw: Self.draw) == nil)
  }
}
