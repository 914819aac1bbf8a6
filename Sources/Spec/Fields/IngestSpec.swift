/// Votes to labels.
package struct IngestSpec: Sendable, Equatable {
  /// How votes become a label.
  package enum Consensus: String, Sendable, CaseIterable {
    /// The class with the most votes.
    case majority
    /// Votes weigh by stated confidence and calibration.
    case weighted
    /// Labels and everybody's errors are estimated together.
    case dawidSkene = "dawid_skene"
  }
  /// Who decides a tie.
  package enum Tiebreak: String, Sendable, CaseIterable { case senior, none }
  /// What is asked again.
  package enum Escalation: String, Sendable, CaseIterable {
    case disagreement
    case lowConfidence = "low_confidence"
    case lowCertainty = "low_certainty"
  }

  package var consensus = Consensus.majority
  package var tiebreak = Tiebreak.none
  /// In the order of the cases.
  package var escalate: [Escalation] = []
  package var weightFloor = 0.3
  package var singleWeight = 0.5
  package var certainty = 0.8
}

extension IngestSpec: SpecSection {
  static let fields: [Field<IngestSpec>] = [
    Field(
      \.consensus, "consensus", .token, synonyms: ["method", "vote", "voting"], enters: [.ingest, .amend],
      "How votes become a label: by their number, by the confidence and the calibration of who voted, or estimated together with "
        + "everybody's errors (Dawid and Skene)."),
    Field(
      \.tiebreak, "tiebreak", .token, synonyms: ["tie", "tie_breaker"],
      default: .computed("senior, or none where no annotator is a senior") { _, reading in
        reading.known.hasSenior ? .senior : .none
      }, enters: [.ingest, .amend], "Who decides a tie."),
    Field(
      \.escalate, "escalate", .tokens(), synonyms: ["escalation", "review"],
      default: .computed("disagreement and low_confidence, or nothing where no annotator is a senior") { _, reading in
        reading.known.hasSenior ? [.disagreement, .lowConfidence] : []
      }, enters: [.ingest, .export], "What opens a second round, in which a senior is asked."),
    Field(
      \.weightFloor, "weight_floor", .number(.share), synonyms: ["floor", "minimum_weight"], enters: [.ingest, .amend],
      "The least weight of a label."),
    Field(
      \.singleWeight, "single_weight", .number(.share), synonyms: ["single", "single_vote"],
      default: .computed("1 where one annotator is asked for an image, else 0.5") { _, reading in
        reading.known.stages.export.annotatorsPerImage == 1 ? 1 : 0.5
      }, enters: [.ingest, .amend], isQuiet: true,
      "What a label counts that one vote alone names; 0: it is no label, and the image goes back to the pool."),
    Field(
      \.certainty, "certainty", .number(.positiveShare), synonyms: ["posterior", "minimum_posterior"],
      enters: [.ingest, .amend], isQuiet: true,
      "The probability of a label below which `low_certainty` asks again, where votes are weighed."),
  ]

  mutating func check(_ section: Section, unreadable: Set<String>) {
    if escalate.contains(.lowCertainty), consensus == .majority {
      section.report(.needs(key: Escalation.lowCertainty.rawValue, other: "consensus"), at: "escalate")
    }
    guard !section.reading.known.hasSenior else { return }
    if tiebreak == .senior { section.report(.noSenior(key: "tiebreak"), at: "tiebreak") }
    if !escalate.isEmpty { section.report(.noSenior(key: "escalate"), at: "escalate") }
  }
}
