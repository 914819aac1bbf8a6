import Quality
import Testing

struct StopRuleTests {
  private let all = StopConditions(
    macroF1: 0.9, classF1Floor: 0.8, plateauRounds: 2, plateauGain: 0.01, budget: 100)

  @Test func goesOnWhileThereIsGainAndMoney() {
    let decision = StopRule.evaluate(
      conditions: all, macroF1: 0.5, classF1: [0.9, 0.4, nil], gain: MeasuredGain(value: 0.2, bound: 0.3), spent: 40,
      nextRound: 20)
    #expect(!decision.stop)
    #expect(decision.reasons.isEmpty)
    #expect(decision.criteria.map(\.kind) == [.macroF1, .classF1Floor, .plateau, .budget])
    #expect(decision.criteria[1].classes == [1, 2])
    #expect(decision.criteria[1].found == 0.4)
    #expect(decision.criteria[2].found == 0.2 && decision.criteria[2].bound == 0.3)
  }

  @Test func theGoalIsTargetAndFloorTogether() {
    let short = StopRule.evaluate(
      conditions: all, macroF1: 0.95, classF1: [1, 0.7], spent: 0, nextRound: 0)
    #expect(!short.stop)
    let reached = StopRule.evaluate(
      conditions: all, macroF1: 0.95, classF1: [1, 0.8], spent: 0, nextRound: 0)
    #expect(reached.reasons == [.macroF1, .classF1Floor])
    let targetOnly = StopRule.evaluate(
      conditions: StopConditions(macroF1: 0.9), macroF1: 0.9, classF1: [0.1], spent: 0, nextRound: 0)
    #expect(targetOnly.reasons == [.macroF1])
  }

  @Test func aClassThatCannotBeMeasuredKeepsTheFloorOpen() {
    let decision = StopRule.evaluate(
      conditions: StopConditions(classF1Floor: 0.5), macroF1: 0.9, classF1: [0.9, nil], spent: 0,
      nextRound: 0)
    #expect(!decision.stop)
    #expect(decision.criteria[0].classes == [1])
  }

  private func decision(_ gain: MeasuredGain?) -> StopDecision {
    StopRule.evaluate(conditions: all, macroF1: 0.5, classF1: [0.5], gain: gain, spent: 0, nextRound: 0)
  }

  @Test func aPlateauStopsAloneWhereTheBoundOfTheGainIsTooLittle() {
    let flat = decision(MeasuredGain(value: 0.001, bound: 0.0099))
    #expect(flat.reasons == [.plateau] && flat.criteria[2].met)
    // The gain is small, and the holdout too small to say that it is.
    let noisy = decision(MeasuredGain(value: 0.001, bound: 0.01))
    #expect(!noisy.stop && !noisy.criteria[2].met)
    let worse = decision(MeasuredGain(value: -0.2, bound: -0.1))
    #expect(worse.reasons == [.plateau])
  }

  @Test func aGainThatCannotBeToldStopsNothing() {
    let unknown = decision(nil)
    #expect(!unknown.stop)
    #expect(unknown.criteria[2].kind == .plateau && unknown.criteria[2].found == nil && !unknown.criteria[2].met)
    #expect(unknown.criteria[2].rounds == 2)
  }

  @Test func theBestOfTheLastIterationsIsComparedWithTheBestBefore() throws {
    // One unlucky iteration after a gain is no plateau, and one lucky one before is what must be surpassed.
    let found = try #require(StopRule.compared([0.5, 0.6, 0.4, 0.55, 0.7, 0.3], rounds: 2))
    #expect(found.before == 1 && found.since == 4)
    let equal = try #require(StopRule.compared([0.5, 0.5, 0.5, 0.5], rounds: 2))
    #expect(equal.before == 0 && equal.since == 2)
    #expect(StopRule.compared([0.5, 0.6], rounds: 2) == nil)
    #expect(StopRule.compared([], rounds: 1) == nil)
    #expect(StopRule.compared([0.5, 0.6], rounds: 0) == nil)
  }

  @Test func theBudgetEndsWhenItDoesNotPayForAnotherBatch() {
    let paid = StopRule.evaluate(conditions: all, macroF1: nil, classF1: [], spent: 80, nextRound: 20)
    #expect(!paid.stop)
    let unpaid = StopRule.evaluate(conditions: all, macroF1: nil, classF1: [], spent: 80.5, nextRound: 20)
    #expect(unpaid.reasons == [.budget])
  }

  @Test func withoutConditionsItGoesOn() {
    let decision = StopRule.evaluate(
      conditions: StopConditions(), macroF1: 1, classF1: [1], spent: 9e9, nextRound: 0)
    #expect(!decision.stop)
    #expect(decision.criteria.isEmpty)
  }

  @Test func withoutAModelTheGoalIsOpen() {
    let decision = StopRule.evaluate(conditions: all, macroF1: nil, classF1: [], spent: 0, nextRound: 0)
    #expect(!decision.stop)
    #expect(decision.criteria.prefix(3).allSatisfy { !$0.met && $0.found == nil })
  }

  @Test func theEndOfThePoolStopsAloneAndIsNoCriterionBefore() {
    func decision(_ left: Int?) -> StopDecision {
      StopRule.evaluate(
        conditions: StopConditions(macroF1: 0.9), macroF1: 0.5, classF1: [0.5], spent: 0, nextRound: 0, left: left)
    }
    #expect(decision(0).reasons == [.poolEnd])
    #expect(decision(0).criteria.map(\.kind) == [.macroF1, .poolEnd])
    for left in [1, nil] {
      #expect(!decision(left).stop)
      #expect(decision(left).criteria.map(\.kind) == [.macroF1])
    }
  }

  /// A spec that asks for the conditions that need no holdout.
  private func settled(_ found: SettledFigures) -> StopDecision {
    StopRule.evaluate(
      conditions: StopConditions(
        macroF1: 0.9, agreementRounds: 3, agreementKappa: 0.99, changeRounds: 1, changeShare: 0.005, uncertainty: 0.05),
      macroF1: 0.5, classF1: [0.5], settled: found, spent: 0, nextRound: 0)
  }

  @Test func eachConditionWithoutAHoldoutStopsAlone() {
    #expect(settled(SettledFigures(agreement: 0.99)).reasons == [.agreement])
    #expect(settled(SettledFigures(change: 0.005)).reasons == [.classificationChange])
    #expect(settled(SettledFigures(uncertainty: 0.049)).reasons == [.uncertainty])
    let all = settled(SettledFigures(agreement: 1, change: 0, uncertainty: 0))
    #expect(all.reasons == [.agreement, .classificationChange, .uncertainty] && all.stop)
    #expect(all.criteria.map(\.kind) == [.macroF1, .agreement, .classificationChange, .uncertainty])
    #expect(all.criteria.map(\.rounds) == [nil, 3, 1, nil] && all.criteria.map(\.found) == [0.5, 1, 0, 0])
  }

  @Test func aModelThatStillChangesStopsNothing() {
    #expect(!settled(SettledFigures(agreement: 0.9899, change: 0.0051, uncertainty: 0.05)).stop)
    let unknown = settled(SettledFigures())
    #expect(!unknown.stop && unknown.criteria.dropFirst().allSatisfy { $0.found == nil && !$0.met })
  }

  @Test func criteriaComeInTheOrderOfTheirKinds() {
    let decision = StopRule.evaluate(
      conditions: StopConditions(
        macroF1: 1, classF1Floor: 1, plateauRounds: 1, plateauGain: 0, agreementRounds: 1, agreementKappa: 1,
        changeRounds: 1, changeShare: 0, uncertainty: 1, budget: 1),
      macroF1: nil, classF1: [], spent: 0, nextRound: 0, left: 0)
    #expect(decision.criteria.map(\.kind) == StopCriterion.Kind.allCases)
  }
}
