/// Files of known labels (`image,label`) that are never selected and never trained on.
package struct HoldoutSpec: Sendable, Equatable {
  package var monitoring: String?
  package var acceptance: String?
}

extension HoldoutSpec: SpecSection {
  static let fields: [Field<HoldoutSpec>] = [
    Field(
      \.monitoring, "monitoring", .text(.path), synonyms: ["validation", "monitor"], enters: [.content(.pool)],
      isLocation: true, "Measured in every iteration; decides when to stop."),
    Field(
      \.acceptance, "acceptance", .text(.path), synonyms: ["test", "final"], enters: [.content(.pool)],
      isLocation: true, "Opened once, at the end."),
  ]

  mutating func check(_ section: Section, unreadable: Set<String>) {
    if let monitoring, let acceptance, monitoring.utf8.elementsEqual(acceptance.utf8) {
      section.report(.samePath(key: "acceptance", other: "monitoring"), at: "acceptance")
    }
  }
}

/// The images whose labels are known and that are mixed into every annotator's work.
package struct CalibrationSpec: Sendable, Equatable {
  package var labels = ""
  package var rolling = 100
  package var agreement = 0.85
}

extension CalibrationSpec: SpecSection {
  static let fields: [Field<CalibrationSpec>] = [
    Field(
      \.labels, "labels", .text(.path), synonyms: ["file", "truth"],
      required: "labels: calibration.csv, a file image,label", enters: [.content(.pool)], isLocation: true,
      "A CSV file `image,label`."),
    Field(
      \.rolling, "rolling", .whole(1...1_000_000), synonyms: ["window", "last"],
      "How many of the latest calibration answers agreement is computed over."),
    Field(
      \.agreement, "agreement", .number(.positiveShare), synonyms: ["threshold", "minimum"],
      "The agreement below which an annotator is flagged."),
  ]

  mutating func check(_ section: Section, unreadable: Set<String>) {
    let holdout = section.reading.known.holdout
    for (name, path) in [
      ("holdout.monitoring", holdout.monitoring), ("holdout.acceptance", holdout.acceptance),
    ] {
      guard let path, path.utf8.elementsEqual(labels.utf8) else { continue }
      section.report(.samePath(key: "labels", other: name), at: "labels")
    }
  }
}
