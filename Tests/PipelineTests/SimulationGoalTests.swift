import Draws
import Pipeline
import Testing

/// What a simulation is asked to come to.
@Suite struct SimulationGoalTests {
  /// Two seeds of a way that learns faster than random batches; labels as they are bought, a few short.
  private static let points: [Simulation.Point] = [UInt64(5), 6].flatMap { seed in
    (0...3).flatMap { [point("direct", seed, $0, gain: 0.2), point("random", seed, $0, gain: 0.1)] }
  }

  private static func point(_ strategy: String, _ seed: UInt64, _ iteration: Int, gain: Double) -> Simulation.Point {
    let learned = gain * Double(iteration)
    let defects = [0.1, 0.5, 0.4, 0.6][iteration]
    return Simulation.Point(
      strategy: strategy, randomSeed: seed, iteration: iteration, labels: iteration == 0 ? nil : 100 * iteration - 1,
      macroF1: iteration == 0 ? nil : 0.3 + learned + (seed == 6 ? 0.02 : 0),
      rareF1: iteration == 0 ? nil : 0.2 + learned, defectShare: strategy == "direct" ? defects : 0.1, cost: 0,
      chain: "")
  }

  private static func saving(_ strategy: String) -> LabelSaving? {
    func curves(_ name: String) -> [LabelSaving.Curve] {
      [5, 6].map { seed in
        let own = points.filter { $0.strategy == name && $0.randomSeed == seed && $0.labels != nil }
        return LabelSaving.Curve(labels: own.map { Double($0.labels ?? 0) }, quality: own.map { $0.macroF1 ?? 0 })
      }
    }
    return LabelSaving(
      curves(strategy), over: curves("random"), draw: Draw(randomSeed: 1, iteration: 0, stage: "test"))
  }

  private func result(_ text: String) throws -> SimulationGoal.Result {
    let goal = try #require(SimulationGoal(text))
    let training = Self.saving("direct")
    return goal.result(
      of: Self.points,
      savings: [Simulation.Savings(strategy: "direct", training: training, all: training, rare: nil)],
      random: { $0 == "direct" ? "random" : nil }, first: "direct")
  }

  @Test(arguments: [
    // The mean of both seeds, between iterations by a straight line.
    ("macro_f1@199>=0.71", 0.71, true), ("macro_f1@249>=0.82", 0.81, false), ("rare_f1@99>=0.4", 0.4, true),
    // 300 labels were asked for and one never came.
    ("macro_f1@300>=0.9", 0.91, true), ("random:macro_f1@199>=0.5", 0.51, true),
    ("macro_f1_gain@199>=0.2", 0.2, true), ("rare_f1_gain@299>=0.31", 0.3, false),
    // The batch with the fewest defects, the first one aside.
    ("defects@3>=0.4", 0.4, true), ("defects@3>=0.41", 0.4, false), ("defects@1>=0.5", 0.5, true),
  ]) func aFigureIsComparedWithWhatWasAsked(text: String, expected: Double, isMet: Bool) throws {
    let result = try result(text)
    let found = try #require(result.found)
    #expect(abs(found - expected) < 1e-9 && result.deviation != nil)
    // Sums are rounded: what is asked to the last digit may be missed by one.
    #expect(result.isMet == isMet || abs(found - result.asked) < 1e-9)
    #expect(result.goal == text)
  }

  @Test func aSavingIsComparedWithItsLowerEnd() throws {
    let saving = try #require(Self.saving("direct"))
    #expect(try result("saving>=0.4").found == saving.saving)
    #expect(try result("saving_low>=0.4").found == saving.low && saving.low != nil)
    #expect(try result("saving_low>=0.4").isMet && !result("saving>=0.9").isMet)
  }

  @Test(arguments: [
    // More labels than were bought, another strategy, nothing compared, no batch of that number.
    "macro_f1@400>=0.1", "other:macro_f1@199>=0.1", "random:macro_f1_gain@199>=0", "rare_saving>=0", "defects@4>=0",
  ]) func whatIsNotThereIsMissed(text: String) throws {
    let result = try result(text)
    #expect(result.found == nil && !result.isMet)
  }

  @Test(arguments: [
    "", "saving", "saving>=", "saving>=x", "saving@3>=0.1", "macro_f1>=0.5", "macro_f1@>=0.5", "macro_f1@-1>=0.5",
    "f1@900>=0.5", ":saving>=0.1", "a:b:saving>=0.1", "saving>=0.1>=0.2", "saving>0.1", "saving>=nan",
  ]) func whatIsNoGoalIsRefused(text: String) {
    #expect(SimulationGoal(text) == nil)
  }
}
