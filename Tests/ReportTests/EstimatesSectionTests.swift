import Report
import Testing

struct EstimatesSectionTests {
  /// The section of the page, without markup.
  private func text(_ section: EstimatesSection) -> String {
    var report = SampleReport.full()
    report.estimates = section
    let page = ReportPage.html(report, contactSheet: [])
    let part = page.split(separator: "<h2 id=\"estimates\">").last?.split(separator: "</section>").first ?? ""
    var out = ""
    var inside = false
    for character in part {
      switch character {
      case "<": inside = true
      case ">": inside = false
      default: if !inside { out.append(character) }
      }
    }
    return out.replacing("\u{A0}", with: " ")
  }

  @Test func saysWhatTheEstimateIsMadeFromAndWhatIsMissing() {
    let text = text(SampleReport.estimates())
    #expect(
      text.contains("Over all 7,190 images that were unlabelled when this batch was chosen: 7 labels of 8 images drawn")
    )
    #expect(text.contains("each standing for 1007 of them") || text.contains("each standing for 1,007 of them"))
    #expect(text.contains("86.1 %43.0 to 98.1 %"))
    #expect(text.contains("On the labels of the batch itself it is 41.0 %"))
    #expect(text.contains("1 image picked for certain came to no label; the estimates are not about it."))
    #expect(text.contains("1 of the 8 drawn at random came to no label; within the random share alone"))
    #expect(text.contains("four times as many about halve them"))
    #expect(text.contains("normal94.0 %61.0 to 99.0 %93.0 %95.0 %"))
  }

  @Test(arguments: [
    (EstimatesSection.Refusal.zeroProbability, 7_049, "7,049 images had no chance of being picked"),
    (.unknownProbability, 3, "The probability with which 3 images of the batch came into it is not known"),
    (.impossibleProbability, 1, "The probability recorded for 1 image of the batch is none"),
    (.unequalProbabilities, 0, "were not all as likely to be drawn"),
    (.populationDiffers, 12, "lead to 12 images that it was drawn from"),
    (.unanswered, 8, "None of the 8 images drawn at random came to a label"),
    (.emptyPopulation, 0, "No image was unlabelled"),
  ])
  func aRefusalIsReportedInWordsAndNoFigureIs(_ refusal: EstimatesSection.Refusal, _ images: Int?, _ words: String) {
    var section = SampleReport.estimates()
    (section.refusal, section.refusedImages) = (refusal, images)
    let text = text(section)
    #expect(text.contains("No estimate is made"))
    #expect(text.contains(words))
    #expect(!text.contains("%"))
  }

  @Test func anEstimateWithoutIntervalSaysWhy() {
    var section = SampleReport.estimates()
    section.withoutInterval = .tooFew
    section.accuracy = SampledShare(value: 0.5)
    let text = text(section)
    #expect(text.contains("50.0 %no interval"))
    #expect(text.contains("No interval: one answer gives no variance. A larger random share does."))
  }

  @Test func readsReportsThatKnowOfNoEstimates() throws {
    var report = SampleReport.full()
    report.estimates = nil
    let bytes = try report.json()
    #expect(!String(decoding: bytes, as: UTF8.self).contains("estimates"))
    #expect(try QualityReport.read(json: bytes) == report)
  }
}
