import ErrorChecks
import Report
import Testing

/// The message of each error of the module.
@Suite struct ReportErrorMessageTests {
  private static var checks: ErrorChecks {
    ErrorChecks(
      "Report",
      [
        ReportError.notFinite(at: "cost.total"),
        ReportError.unreadable(at: "", problem: "the text ends in the middle"),
        ReportError.unreadable(at: "cost.total", problem: "expected a \u{1B}number"),
        ReportError.newerVersion(found: 9, known: 3),
      ])
  }

  @Test func eachHasACodeAndSaysWhatAndWhere() throws {
    #expect(try Self.checks.faults() == [])
  }

  @Test func eachIsReportedAsRecorded() throws {
    #expect(try Self.checks.difference() == nil)
  }
}
