import ErrorChecks
import JSON
import Testing
import Texts

/// The message of each error of the module.
@Suite struct JSONErrorMessageTests {
  private static let hostile = ErrorChecks.hostile

  private static var checks: ErrorChecks {
    ErrorChecks(
      "JSON",
      [
        error(.unexpectedEnd), error(.unexpectedByte(7)), error(.invalidUTF8), error(.invalidNumber),
        error(.inexactNumber),
        error(.invalidEscape), error(.controlCharacter(27)), error(.tooDeep(limit: 8)), error(.tooManyValues(limit: 9)),
        error(.tooLarge(bytes: 11, limit: 10)), error(.duplicateKey(hostile)), error(.trailingContent),
        error(.wrongType(expected: "a list")),
      ] + notFinite)
  }

  /// That JSON has no such number.
  private static var notFinite: [any ReportedError] {
    do {
      _ = try CodedJSON.bytes(of: ["a\u{1B}": [1, Double.nan]], .compact)
      return []
    } catch {
      return [error as? any ReportedError].compactMap(\.self)
    }
  }

  private static func error(_ problem: JSONProblem) -> JSONError {
    JSONError(position: TextPosition(offset: 20, line: 3, column: 7), problem: problem)
  }

  @Test func eachHasACodeAndSaysWhatAndWhere() throws {
    #expect(try Self.checks.faults() == [])
  }

  @Test func eachIsReportedAsRecorded() throws {
    #expect(try Self.checks.difference() == nil)
  }
}
