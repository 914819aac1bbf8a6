/// Tasks for people.
package struct ExportSpec: Sendable, Equatable {
  /// A labelling platform.
  package enum Target: String, Sendable, CaseIterable {
    case labelStudio = "label-studio"
    case csv
  }

  package var to = Target.labelStudio
  package var annotatorsPerImage = 2
  package var calibrationPerSession = 0
  package var imagePrefix = ""
}

extension ExportSpec: SpecSection {
  static let fields: [Field<ExportSpec>] = [
    Field(
      \.to, "to", .token, synonyms: ["platform", "format", "target"], enters: [.export], "The labelling platform."),
    Field(
      \.annotatorsPerImage, "annotators_per_image", .whole(1...1_000),
      synonyms: ["annotators", "votes", "votes_per_image", "overlap"],
      default: .computed("2, or 1 where there is one annotator") { _, reading in
        max(1, min(2, reading.known.annotators.count))
      }, enters: [.export], "How many people are asked about an image."),
    Field(
      \.calibrationPerSession, "calibration_per_session", .whole(0...100_000), synonyms: ["calibration"],
      default: .computed("20, or 0 without a calibration set") { _, reading in
        reading.known.calibration == nil ? 0 : 20
      }, enters: [.export], "Calibration images mixed into each annotator's part."),
    Field(
      \.imagePrefix, "image_prefix", .text(.prefix), synonyms: ["prefix", "url", "url_prefix"],
      default: .computed("`/data/local-files/?d=` for Label Studio, empty for CSV") { export, _ in
        export.to == .labelStudio ? "/data/local-files/?d=" : ""
      }, enters: [.export], "What stands before an image id in a payload."),
  ]

  mutating func check(_ section: Section, unreadable: Set<String>) {
    // Without annotators, which is reported, any number would be too many.
    let known = section.reading.known
    let there = known.annotators.count
    if there > 0, annotatorsPerImage > there {
      section.report(.tooFewAnnotators(asked: annotatorsPerImage, there: there), at: "annotators_per_image")
    }
    if known.calibration == nil, calibrationPerSession > 0 {
      section.report(
        .needs(key: "calibration_per_session", other: "calibration"), at: "calibration_per_session")
    }
  }
}
