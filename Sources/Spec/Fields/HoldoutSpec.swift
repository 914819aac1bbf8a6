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
  package var falseAlarms = 0.05
  /// What may be done about a person's work, in the order of the cases.
  package var interventions: [Intervention] = []
  package var recalibration = 40
  package var qualification = 0

  /// A step that is taken where a fault is found.
  package enum Intervention: String, Sendable, CaseIterable { case warning, recalibration, suspension }
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
    Field(
      \.falseAlarms, "false_alarms", .number(.positiveShare), synonyms: ["alpha", "alarm_rate", "false_alarm_rate"],
      isQuiet: true,
      "The probability that anybody is named in any report of the project for a fault that nobody has."),
    Field(
      \.interventions, "interventions", .tokens(), synonyms: ["steps", "actions"], default: "none", isQuiet: true,
      "What follows from a fault, one step after the other: a warning; a recalibration, a sheet of calibration images alone that "
        + "must be passed; suspension, after which what the person's votes decided is asked again."),
    Field(
      \.recalibration, "recalibration", .whole(1...10_000), synonyms: ["recalibration_images"],
      isQuiet: true, "How many images a sheet of a recalibration has."),
    Field(
      \.qualification, "qualification", .whole(0...10_000), synonyms: ["qualify", "onboarding"],
      isQuiet: true,
      "How many images the first sheet of somebody has who joins after iteration 0, calibration images alone, which must be passed; "
        + "0: newcomers work like everybody."),
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
