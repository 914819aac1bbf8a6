import Testing
import Texts

/// What standard error shows of an error, and where it says the error is.
@Suite struct ReportedErrorTests {
  private struct Sample: ReportedError {
    var kind = ErrorKind.data
    var code: String { "sample.sample" }
    var message: String { "three things are wrong" }
  }

  @Test func theReportBeginsWithTheNameOfTheProgram() {
    #expect(Sample().report == "winnow: error: three things are wrong")
    #expect(Sample().place == nil && Sample().underlying == nil)
  }

  @Test func aMistakeOfTheProgramAsksToBeReported() {
    #expect(
      Sample(kind: .bug).report
        == "winnow: error: this should not have happened: three things are wrong\nPlease report it with the command that led to it."
    )
    #expect(
      UnexpectedError(CancellationError()).report
        == "winnow: error: this should not have happened: CancellationError()\nPlease report it with the command that led to it."
    )
  }

  @Test func aPlaceInATextReadsAsACompilersDoes() {
    #expect(ErrorPlace(file: "a.csv").rendered == "a.csv")
    #expect(ErrorPlace(file: "a.csv", line: 3).rendered == "a.csv:3")
    #expect(ErrorPlace(file: "a.csv", line: 3, character: 7).rendered == "a.csv:3:7")
    #expect(ErrorPlace(line: 3, character: 7).rendered == "line 3, column 7")
    #expect(ErrorPlace(file: "a.csv", line: 3, image: "b.png").rendered == "a.csv:3, image 'b.png'")
  }

  @Test func aPlaceInATableNamesWhatIsKnownFromTheLargestPartToTheSmallest() {
    let place = ErrorPlace(file: "t.parquet", column: "score", rowGroup: 1, page: 2, row: 0, image: "b.png")
    #expect(place.rendered == "t.parquet, column 'score', row group 1, page 2, row 0, image 'b.png'")
    #expect(ErrorPlace().rendered.isEmpty && ErrorPlace().isNowhere && !place.isNowhere)
    #expect(ErrorPlace(file: "a\u{1B}[m", column: "\n").rendered == "a\\u{1b}[m, column '\\u{a}'")
  }
}
