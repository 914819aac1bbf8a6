/// The report and when to stop.
package struct ReportSpec: Sendable, Equatable {
  package var stopWhen = StopSpec()
  package var contactSheet = 150
  package var thumbnailSize = 96
}

extension ReportSpec: SpecSection {
  static let fields: [Field<ReportSpec>] = [
    Field(
      \.stopWhen, "stop_when", .section("stop_when"), synonyms: ["stop", "stopping"], "When labelling is done."),
    Field(
      \.contactSheet, "contact_sheet", .whole(0...10_000), synonyms: ["thumbnails"],
      "Thumbnails on the contact sheet at the most."),
    Field(
      \.thumbnailSize, "thumbnail_size", .whole(16...1_024), synonyms: ["thumbnail", "thumbnail_side"], isQuiet: true,
      "The longer side of a thumbnail in pixels; larger ones show finer defects, and make the report larger."),
  ]
}

/// Conditions for stopping; nil: not asked for.
package struct StopSpec: Sendable, Equatable {
  package var macroF1: Double?
  package var classF1Floor: Double?
  package var plateau: Plateau?
}

extension StopSpec: SpecSection {
  static let fields: [Field<StopSpec>] = [
    Field(
      \.macroF1, "macro_f1", .number(.positiveShare), synonyms: ["f1", "target", "f1_macro"], default: "not asked for",
      "The macro-F1 on the monitoring set to reach."),
    Field(
      \.classF1Floor, "class_f1_floor", .number(.positiveShare), synonyms: ["floor", "class_f1", "min_class_f1"],
      default: "not asked for", "The F1 that every class must reach."),
    Field(
      \.plateau, "plateau", .section("plateau"), default: "not asked for", "The gain that is too little to go on."),
  ]
}

/// Less gain in macro-F1 than `gain` over `rounds` iterations.
package struct Plateau: Sendable, Equatable {
  package var rounds = 3
  package var gain = 0.005

  /// Says what a plateau is.
  package init(rounds: Int, gain: Double) {
    self.rounds = rounds
    self.gain = gain
  }
}

extension Plateau: SpecSection {
  init() {}

  static let fields: [Field<Plateau>] = [
    Field(
      \.rounds, "rounds", .whole(1...1_000), synonyms: ["iterations", "patience"],
      "How many iterations are looked at."),
    Field(
      \.gain, "gain", .number(.share), synonyms: ["delta", "min_delta", "less_than"],
      "The gain in macro-F1 over so many iterations that is too little."),
  ]
}
