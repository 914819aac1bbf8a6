import Foundation
import Report
import Testing

@Suite struct ReportPageEmbeddingTests {
  @Test func detailsThatCannotBeLearnedNeedAttention() throws {
    var report = SampleReport.full()
    report.embedding = EmbeddingSection(
      shrunk: .init(width: 1_600, height: 1_200, inputSize: 96, lostWidth: 34, lostHeight: 25), changed: 2)
    let text = try MarkupChecker(ReportPage.html(report, contactSheet: [])).text
    let attention = try #require(text.range(of: "Needs attention"))
    let learning = try #require(text.range(of: "Learning curve"))
    let between = text[attention.upperBound..<learning.lowerBound]
    #expect(between.contains("1600 × 1200 pixels and is scaled to 96 × 96"))
    #expect(between.contains("smaller in it than about 34 × 25 pixels cannot be learned"))
    #expect(between.contains("2 pictures changed while the iteration ran"))
    #expect(try QualityReport.read(json: report.json()) == report)
  }

  @Test func whereThereIsNothingToTellNothingIsReported() throws {
    let page = ReportPage.html(SampleReport.full(), contactSheet: [])
    #expect(!page.contains("cannot be learned") && !page.contains("changed while"))
    #expect(!String(decoding: try SampleReport.full().json(), as: UTF8.self).contains("\"embedding\""))
  }
}
