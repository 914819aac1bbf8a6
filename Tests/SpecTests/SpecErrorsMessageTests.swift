import ErrorChecks
import Spec
import Testing
import Texts

/// The message of each error of the module.
@Suite struct SpecErrorsMessageTests {
  private static var checks: ErrorChecks {
    ErrorChecks(
      "Spec", ["winnow: 9\n", "a: [\n", "winnow: 1\nname: \u{1B}x\n"].map(error))
  }

  private static func error(_ text: String) -> SpecErrors {
    do throws(SpecErrors) {
      _ = try SpecReader.read(Array(text.utf8), file: "spec.yaml")
      return SpecErrors(diagnostics: [])
    } catch {
      return error
    }
  }

  @Test func standardErrorShowsThemWithoutTheNameOfTheProgram() {
    let error = Self.error("winnow: 9\n")
    #expect(error.report == error.message && error.report.hasPrefix("spec.yaml:1:1: error: "))
  }

  @Test func eachHasACodeAndSaysWhatAndWhere() throws {
    #expect(try Self.checks.faults() == [])
  }

  @Test func eachIsReportedAsRecorded() throws {
    #expect(try Self.checks.difference() == nil)
  }
}
