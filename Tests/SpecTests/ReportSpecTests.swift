import Foundation
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

  @Test func conditionsWithoutAHoldoutHaveTheirDefaults() throws {
    let stop = try Specs.short(
      "stages: {report: {stop_when: {agreement: {}, classification_change: {share: 0.01}, uncertainty: {}}}}"
    ).stages.report.stopWhen
    #expect(stop.agreement == AgreementStop() && stop.agreement?.kappa == 0.99 && stop.agreement?.rounds == 3)
    #expect(stop.classificationChange?.share == 0.01 && stop.classificationChange?.rounds == 1)
    #expect(stop.uncertainty?.below == 0.05)
    func suggestion(_ text: String) -> String? {
      Specs.mistakes(Specs.short + "stages: {report: {stop_when: \(text)}}").first?.suggestion
    }
    #expect(suggestion("{kappa: {}}") == "agreement" && suggestion("{overall_uncertainty: {}}") == "uncertainty")
    #expect(suggestion("{agreement: {patience: 2}}") == "rounds")
    #expect(Specs.mistakes(Specs.short + "stages: {report: {stop_when: {uncertainty: {below: 0}}}}").count == 1)
  }

  @Test func whoDoesNotAskForThemKeepsChainAndKeys() throws {
    let silent = try Specs.short("stages: {report: {stop_when: {plateau: {}}}}")
    let asking = try Specs.short("stages: {report: {stop_when: {plateau: {}, agreement: {}, uncertainty: {}}}}")
    func conditions(_ text: String) throws -> Substring {
      text[try #require(text.range(of: "stop_when")).upperBound...]
    }
    let (chain, asked) = (try conditions(silent.chainText()), try conditions(asking.chainText()))
    let written = try conditions(silent.resolvedYAML())
    for word in ["agreement", "classification_change", "uncertainty"] {
      #expect(!chain.contains(word) && written.contains("\(word): null"))
    }
    #expect(asked.contains("kappa: 0.99") && asked.contains("below: 0.05") && !asked.contains("classification_change"))
  }
}

extension PipelineSpec {
  /// What of thumbnails enters the report's key.
  fileprivate var thumbnailFields: [String] {
    keyParameters(of: .report).map(\.name).filter { $0.contains("thumbnail") }
  }
}
