import Quality
import Testing

struct SettlingTests {
  @Test func twoModelsAreComparedImageByImage() throws {
    // Of ten images 5 + 2 stay, 2 go from the first class to the second, 1 goes back.
    let before = [0, 0, 0, 0, 0, 0, 0, 1, 1, 1]
    let since = [0, 0, 0, 0, 0, 1, 1, 1, 1, 0]
    let step = try #require(ModelStep(before: before, since: since, classes: 2))
    #expect(step.images == 10 && step.changed == 0.3)
    // Observed 0.7; by chance 0.7 · 0.6 + 0.3 · 0.4 = 0.54.
    #expect(abs(step.kappa - (0.7 - 0.54) / 0.46) < 1e-12)
  }

  @Test func modelsThatPutAllIntoOneClassAgree() throws {
    let step = try #require(ModelStep(before: [1, 1, 1], since: [1, 1, 1], classes: 3))
    #expect(step.kappa == 1 && step.changed == 0)
    // Each into one, but not the same: no agreement beyond chance.
    let other = try #require(ModelStep(before: [1, 1, 1], since: [2, 2, 2], classes: 3))
    #expect(other.kappa == 0 && other.changed == 1)
  }

  @Test func withoutAnImageThereIsNothingToCompare() {
    #expect(ModelStep(before: [], since: [], classes: 2) == nil)
    #expect(ModelStep(before: [0], since: [2], classes: 2) == nil)
    #expect(ModelStep(before: [0], since: [0], classes: 0) == nil)
  }

  @Test func agreementIsTheMeanOfTheLastPairs() {
    #expect(Settling.agreement([nil, 0.1, 0.5, 1], rounds: 2) == 0.75)
    #expect(Settling.agreement([nil, 0.5, 1], rounds: 2) == 0.75)
    for (series, rounds) in [([nil, 0.5, 1], 3), ([0.5, nil, 1], 2), ([0.5], 2), ([], 1), ([0.5], 0)] {
      #expect(Settling.agreement(series, rounds: rounds) == nil)
    }
  }

  @Test func changeIsTheMostOfTheLastPairs() {
    #expect(Settling.change([nil, 0.9, 0.25, 0.125], rounds: 2) == 0.25)
    #expect(Settling.change([nil, 0.25, nil], rounds: 1) == nil)
    #expect(Settling.change([nil, 0.25], rounds: 2) == nil)
  }
}
