import Quality
import Testing

struct StopHistoryTests {
  private let moments = [
    StopMoment(iteration: 0, labels: 100, spent: 10, macroF1: nil),
    StopMoment(iteration: 1, labels: 150, spent: 15, macroF1: 0.5),
    StopMoment(iteration: 2, labels: 200, spent: 20, macroF1: 0.75),
    StopMoment(iteration: 3, labels: 250, spent: 26, macroF1: 0.625),
  ]

  @Test func theFirstTimeCountsAndIsComparedWithNow() {
    let early = StopOccasion(moments, [.open, .met, .open, .met])
    #expect(early.first == moments[1] && early.saved == 11 && early.lost == 0.125 && early.untold.isEmpty)
    // Going on has made it worse.
    #expect(StopOccasion(moments, [.open, .open, .met, .open]).lost == -0.125)
    // A budget may be met before there is a model.
    let first = StopOccasion(moments, [.met, .met, .met, .met])
    #expect(first.first?.iteration == 0 && first.saved == 16 && first.lost == nil)
    let now = StopOccasion(moments, [.open, .open, .open, .met])
    #expect(now.saved == 0 && now.lost == 0)
  }

  @Test func whatCannotBeToldIsCountedUpToTheFirstTime() {
    let met = StopOccasion(moments, [.open, .untold, .met, .untold])
    #expect(met.first?.iteration == 2 && met.untold == [1])
    let never = StopOccasion(moments, [.open, .untold, .open, .untold])
    #expect(never.first == nil && never.saved == nil && never.lost == nil && never.untold == [1, 3])
    #expect(StopOccasion([], []).first == nil)
  }
}
