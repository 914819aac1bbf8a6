import Spec
import Testing

struct ReportSpecTests {
  @Test func thumbnailsHaveASize() throws {
    #expect(try Specs.short("stages: {report: {thumbnail_size: 160}}").stages.report.thumbnailSize == 160)
    #expect(Specs.mistakes(Specs.short + "stages: {report: {thumbnail_size: 8}}").count == 1)
    #expect(Specs.mistakes(Specs.short + "stages: {report: {thumbnail: 160}}").first?.suggestion == "thumbnail_size")
  }

  /// What came after specs that were chained does not change their chains and keys as long as it is left out.
  @Test func whoSaysNothingOfThumbnailsKeepsChainAndKeys() throws {
    let silent = try Specs.short("")
    let standard = try Specs.short("stages: {report: {thumbnail_size: 96}}")
    let other = try Specs.short("stages: {report: {thumbnail_size: 160}}")
    #expect(silent.thumbnailFields == [] && standard.thumbnailFields == [])
    #expect(other.thumbnailFields == ["stages.report.thumbnail_size"])
    #expect(!standard.chainText().contains("thumbnail_size") && other.chainText().contains("thumbnail_size: 160"))
    #expect(silent.resolvedYAML().contains("thumbnail_size: 96"))
  }
}

extension PipelineSpec {
  /// What of thumbnails enters the report's key.
  fileprivate var thumbnailFields: [String] {
    keyParameters(of: .report).map(\.name).filter { $0.contains("thumbnail") }
  }
}
