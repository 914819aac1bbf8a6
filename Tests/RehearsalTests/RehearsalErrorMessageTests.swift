import ErrorChecks
import Rehearsal
import Testing

/// The message of each error of the module.
@Suite struct RehearsalErrorMessageTests {
  private static let hostile = ErrorChecks.hostile

  private static var checks: ErrorChecks {
    ErrorChecks(
      "Rehearsal",
      [
        FactoryError.count(7, allowed: 50...100),
        FactoryError.side(7, allowed: 32...1024),
        SplitError.knownTwice(image: hostile),
        SplitError.unknownClass(label: "spurr", image: "a.png"),
        SplitError.share(1.5, set: .monitoring),
        SplitError.share(1.5, set: nil),
        SplitError.minimum(-1, set: .acceptance),
        SplitError.maximumShareOfClass(2),
        SimulationError.noTruth(image: hostile),
        SimulationError.knownTwice(image: "a.png"),
        SimulationError.unknownClass(label: "spurr", image: "a.png"),
        SimulationError.noSuchPerson(id: "ana"),
        SimulationError.unknownTask(id: "t9", file: hostile),
        SimulationError.outOfRange(iteration: 100_001, round: 1),
      ])
  }

  @Test func eachHasACodeAndSaysWhatAndWhere() throws {
    #expect(try Self.checks.faults() == [])
  }

  @Test func eachIsReportedAsRecorded() throws {
    #expect(try Self.checks.difference() == nil)
  }
}
