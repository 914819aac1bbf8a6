import Audit
import ErrorChecks
import Testing

/// The message of each error of the module.
@Suite struct AuditErrorMessageTests {
  private static let hostile = ErrorChecks.hostile

  private static var checks: ErrorChecks {
    ErrorChecks(
      "Audit",
      [
        ArchiveError.damaged,
        ArchiveError.name("../\u{1B}etc"),
        ArchiveError.packing,
        KeyError.unusable(path: hostile, secret: true),
        KeyError.unusable(path: "key.pem", secret: false),
      ])
  }

  @Test func eachHasACodeAndSaysWhatAndWhere() throws {
    #expect(try Self.checks.faults() == [])
  }

  @Test func eachIsReportedAsRecorded() throws {
    #expect(try Self.checks.difference() == nil)
  }
}
