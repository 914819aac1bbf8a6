import Quality
import Testing

struct StopRuleTests {
  private let all = StopConditions(
    macroF1: 0.9, classF1Floor: 0.8, plateauRounds: 2, plateauGain: 0.01, budget: 100)

  @Test func goesOnWhileThereIsGainAndMoney() throws {
    let decision = StopRule.evaluate(
      conditions: all, macroF1: [0.3, 0.4, 0.5], classF1: [0.9, 0.4, nil], spent: 40, nextRound: 20)
    #expect(!decision.stop)
    #expect(decision.reasons.isEmpty)
    #expect(decision.criteria.map(\.kind) == [.macroF1, .classF1Floor, .plateau, .budget])
    #expect(decision.criteria[1].classes == [1, 2])
    #expect(decision.criteria[1].found == 0.4)
    let gain = try #require(decision.criteria[2].found)
    #expect(abs(gain - 0.2) < 1e-15)
  }

  @Test func theGoalIsTargetAndFloorTogether() {
    let short = StopRule.evaluate(
      conditions: all, macroF1: [0.5, 0.95], classF1: [1, 0.7], spent: 0, nextRound: 0)
    #expect(!short.stop)
    let reached = StopRule.evaluate(
      conditions: all, macroF1: [0.5, 0.95], classF1: [1, 0.8], spent: 0, nextRound: 0)
    #expect(reached.reasons == [.macroF1, .classF1Floor])
    let targetOnly = StopRule.evaluate(
      conditions: StopConditions(macroF1: 0.9), macroF1: [0.9], classF1: [0.1], spent: 0, nextRound: 0)
    #expect(targetOnly.reasons == [.macroF1])
  }

  @Test func aClassThatCannotBeMeasuredKeepsTheFloorOpen() {
    let decision = StopRule.evaluate(
      conditions: StopConditions(classF1Floor: 0.5), macroF1: [0.9], classF1: [0.9, nil], spent: 0,
      nextRound: 0)
    #expect(!decision.stop)
    #expect(decision.criteria[0].classes == [1])
  }

  @Test func aPlateauStopsAloneAndNeedsARoundBefore() {
    let flat = StopRule.evaluate(
      conditions: all, macroF1: [0.5, 0.505, 0.501], classF1: [0.5], spent: 0, nextRound: 0)
    #expect(flat.reasons == [.plateau])
    let early = StopRule.evaluate(
      conditions: all, macroF1: [0.5, 0.5], classF1: [0.5], spent: 0, nextRound: 0)
    #expect(!early.stop)
    #expect(early.criteria[2].found == nil)
    // One unlucky iteration after a gain is no plateau.
    let unlucky = StopRule.evaluate(
      conditions: all, macroF1: [0.5, 0.55, 0.49], classF1: [0.5], spent: 0, nextRound: 0)
    #expect(!unlucky.stop)
  }

  @Test func theBudgetEndsWhenItDoesNotPayForAnotherBatch() {
    let paid = StopRule.evaluate(conditions: all, macroF1: [], classF1: [], spent: 80, nextRound: 20)
    #expect(!paid.stop)
    let unpaid = StopRule.evaluate(conditions: all, macroF1: [], classF1: [], spent: 80.5, nextRound: 20)
    #expect(unpaid.reasons == [.budget])
  }

  @Test func withoutConditionsItGoesOn() {
    let decision = StopRule.evaluate(
      conditions: StopConditions(), macroF1: [1], classF1: [1], spent: 9e9, nextRound: 0)
    #expect(!decision.stop)
    #expect(decision.criteria.isEmpty)
  }

  @Test func withoutAModelTheGoalIsOpen() {
    let decision = StopRule.evaluate(conditions: all, macroF1: [], classF1: [], spent: 0, nextRound: 0)
    #expect(!decision.stop)
    #expect(decision.criteria.prefix(3).allSatisfy { !$0.met && $0.found == nil })
  }

  @Test func theEndOfThePoolStopsAloneAndIsNoCriterionBefore() {
    func decision(_ left: Int?) -> StopDecision {
      StopRule.evaluate(
        conditions: StopConditions(macroF1: 0.9), macroF1: [0.5], classF1: [0.5], spent: 0, nextRound: 0, left: left)
    }
    #expect(decision(0).reasons == [.poolEnd])
    #expect(decision(0).criteria.map(\.kind) == [.macroF1, .poolEnd])
    for left in [1, nil] {
      #expect(!decision(left).stop)
      #expect(decision(left).criteria.map(\.kind) == [.macroF1])
    }
  }
}
