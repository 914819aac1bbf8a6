import ErrorChecks
import Learning
import Testing

/// The message of each error of the module.
@Suite struct LearningErrorMessageTests {
  private static var checks: ErrorChecks {
    ErrorChecks(
      "Learning",
      [
        LearningError.length(of: .sampleWeights, expected: 3, found: 1),
        LearningError.option(.tolerance),
        LearningError.notFinite(.features, row: 3, column: 2),
        LearningError.label(row: 3, found: 9, classes: 2),
        LearningError.weight(row: 3),
        LearningError.nothingToLearn,
        LearningError.overflow,
      ])
  }

  @Test func eachHasACodeAndSaysWhatAndWhere() throws {
    #expect(try Self.checks.faults() == [])
  }

  @Test func eachIsReportedAsRecorded() throws {
    #expect(try Self.checks.difference() == nil)
  }
}
