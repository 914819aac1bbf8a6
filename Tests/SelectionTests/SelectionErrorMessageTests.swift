import ErrorChecks
import Selection
import Testing

/// The message of each error of the module.
@Suite struct SelectionErrorMessageTests {
  private static let hostile = ErrorChecks.hostile

  private static var checks: ErrorChecks {
    ErrorChecks(
      "Selection",
      [
        SelectionError.count(of: .classes, expected: 3, found: 2),
        SelectionError.outside(.clusters, found: 0, least: 1, greatest: 9),
        SelectionError.notFinite(.embeddings, row: 3),
        SelectionError.missing(.members),
        SelectionError.weight(stratum: 2),
        SelectionError.distance(1.5),
        BatchError.short(.rare, asked: 3, available: 1),
        BatchError.short(.diverse, asked: 1, available: 0),
        KernelError.unknown(hostile, names: ["plain", "avx2"]),
        KernelError.unavailable("avx512"),
      ])
  }

  @Test func eachHasACodeAndSaysWhatAndWhere() throws {
    #expect(try Self.checks.faults() == [])
  }

  @Test func eachIsReportedAsRecorded() throws {
    #expect(try Self.checks.difference() == nil)
  }
}
