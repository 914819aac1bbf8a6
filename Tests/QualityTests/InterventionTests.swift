import Quality
import Testing

@Suite("Interventions")
struct InterventionTests {
  private let all: [Intervention.Step] = [.warning, .recalibration, .suspension]

  private func seen(
    _ iteration: Int, fault: String? = nil, good: Bool = false, right: Int = 0, of trials: Int = 0
  ) -> Intervention.Observation {
    .init(iteration: iteration, fault: fault, isGood: good, trial: Proportion(successes: right, trials: trials))
  }

  @Test("A fault is warned of, then leads to a recalibration, and after that to suspension")
  func steps() {
    var state = Intervention()
    state = state.next(seen(0), declared: all, line: 0.85)
    #expect(state == Intervention(goodUntil: 0))
    state = state.next(seen(1, fault: "one"), declared: all, line: 0.85)
    #expect(state == Intervention(step: .warning, since: 2, taken: 1, goodUntil: 0, reason: "one"))
    // Evidence is gathered anew; as long as there is none, the warning stands.
    state = state.next(seen(2), declared: all, line: 0.85)
    #expect(state.step == .warning && state.since == 2)
    state = state.next(seen(3, fault: "two"), declared: all, line: 0.85)
    #expect(state == Intervention(step: .recalibration, since: 4, taken: 2, goodUntil: 0, reason: "two"))
    #expect(state.next(seen(4), declared: all, line: 0.85) == state, "nobody has answered")
    let failed = state.next(seen(4, right: 33, of: 40), declared: all, line: 0.85)
    #expect(failed == Intervention(step: .suspension, since: 5, taken: 2, goodUntil: 0, reason: "two"))
    #expect(failed.next(seen(5, good: true), declared: all, line: 0.85) == failed)
    let passed = state.next(seen(4, right: 34, of: 40), declared: all, line: 0.85)
    #expect(passed == Intervention(since: 5, taken: 2, goodUntil: 4))
    #expect(passed.next(seen(6, fault: "three"), declared: all, line: 0.85).step == .suspension)
  }

  @Test("Who is known to be good again begins anew")
  func recovery() {
    let warned = Intervention(step: .warning, since: 2, taken: 1, goodUntil: 0, reason: "one")
    #expect(warned.next(seen(5, good: true), declared: all, line: 0.85) == Intervention(since: 2, goodUntil: 5))
  }

  @Test("Steps that are not declared are not taken; the last declared one is taken again")
  func declared() {
    #expect(Intervention().next(seen(1, fault: "one"), declared: [], line: 0.85).step == .none)
    var state = Intervention().next(seen(1, fault: "one"), declared: [.warning], line: 0.85)
    state = state.next(seen(4, fault: "two"), declared: [.warning], line: 0.85)
    #expect(state == Intervention(step: .warning, since: 5, taken: 2, goodUntil: -1, reason: "two"))
  }

  @Test("A newcomer tries until one sheet is passed, and is never suspended for it")
  func newcomer() {
    let state = Intervention(step: .qualification, since: 3)
    #expect(state.next(seen(3, right: 10, of: 40), declared: all, line: 0.85) == state)
    #expect(state.next(seen(4, right: 39, of: 40), declared: all, line: 0.85) == Intervention(since: 5, goodUntil: 4))
  }
}
