import ErrorChecks
import Labelling
import Testing
import Texts

/// The message of each error of the module.
@Suite struct LabellingErrorMessageTests {
  private static let hostile = ErrorChecks.hostile

  private static var checks: ErrorChecks {
    ErrorChecks(
      "Labelling",
      [
        malformed(.unexpectedEnd), malformed(.unexpectedByte(7)), malformed(.invalidUTF8),
        malformed(.otherFormat("XLSX")),
        malformed(.invalidNumber), malformed(.invalidEscape), malformed(.controlCharacter(27)),
        malformed(.tooDeep(limit: 8)),
        malformed(.tooManyValues(limit: 9)), malformed(.tooManyRows(limit: 9)), malformed(.duplicateKey(hostile)),
        malformed(.trailingContent), malformed(.wrongType(expected: "a list")), malformed(.missingKey("annotations")),
        malformed(.unterminatedQuote), malformed(.strayQuote), malformed(.wrongFieldCount(expected: 2, found: 1)),
        malformed(.missingColumn("label")), malformed(.duplicateColumn("label")),
        LabellingError.tooLarge(file: "a.json", bytes: 11, limit: 10),
        LabellingError.notEnoughAnnotators(needed: 2, available: 1),
        LabellingError.noSenior,
        LabellingError.outOfRange(name: "annotators_per_image", value: 0),
        LabellingError.duplicateImage(image: "a.png"),
        LabellingError.duplicateAnnotator(name: "ana"),
        LabellingError.reservedClass(name: "cannot_tell"),
        LabellingError.unsupportedClass(name: "$spur\u{1B}"),
        LabellingError.undeclaredAccounts(
          [
            UndeclaredAccount(
              platform: .labelStudio, user: "ben@example.com (5)", declaration: "ben@example.com", answers: 37,
              file: "a.json"),
            UndeclaredAccount(
              platform: .argilla, user: hostile, declaration: hostile, answers: 1, file: hostile),
          ], annotators: ["ana", "ben"]),
      ])
  }

  private static func malformed(_ problem: FileProblem) -> LabellingError {
    .malformed(file: hostile, position: TextPosition(offset: 20, line: 3, column: 7), problem: problem)
  }

  @Test func eachHasACodeAndSaysWhatAndWhere() throws {
    #expect(try Self.checks.faults() == [])
  }

  @Test func eachIsReportedAsRecorded() throws {
    #expect(try Self.checks.difference() == nil)
  }
}
