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
  package var agreement: AgreementStop?
  package var classificationChange: ChangeStop?
  package var uncertainty: UncertaintyStop?
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
    Field(
      \.agreement, "agreement", .section("agreement"), synonyms: ["kappa", "stabilizing_predictions", "stability"],
      default: "not asked for", isQuiet: true,
      "The agreement of successive models at which the model has settled. No holdout is needed, and it does not say that the model is good."
    ),
    Field(
      \.classificationChange, "classification_change", .section("classification_change"),
      synonyms: ["change", "classification_changes"], default: "not asked for", isQuiet: true,
      "The share of images that change their class from model to model at which the model has settled. No holdout is needed, and it "
        + "does not say that the model is good."),
    Field(
      \.uncertainty, "uncertainty", .section("uncertainty"), synonyms: ["overall_uncertainty", "entropy"],
      default: "not asked for", isQuiet: true,
      "The mean uncertainty at which the model has little to ask. No holdout is needed, and it does not say that the model is good."
    ),
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
  /// What is looked for unless the spec says otherwise.
  package init() {}

  static let fields: [Field<Plateau>] = [
    Field(
      \.rounds, "rounds", .whole(1...1_000), synonyms: ["iterations", "patience"],
      "How many iterations are looked at."),
    Field(
      \.gain, "gain", .number(.share), synonyms: ["delta", "min_delta", "less_than"],
      "The gain in macro-F1 over so many iterations that is too little."),
  ]
}

/// Successive models give a fixed sample of the pool the same classes: a mean Cohen's kappa of at least `kappa` over the last
/// `rounds` pairs of models.
package struct AgreementStop: Sendable, Equatable {
  package var kappa = 0.99
  package var rounds = 3

  /// What is looked for unless the spec says otherwise.
  package init() {}
}

extension AgreementStop: SpecSection {
  static let fields: [Field<AgreementStop>] = [
    Field(
      \.kappa, "kappa", .number(.positiveShare), synonyms: ["above", "agreement", "at_least"],
      "The mean of Cohen's kappa between the classes that successive models give to a fixed sample of the pool, from which on the "
        + "model has settled."),
    Field(
      \.rounds, "rounds", .whole(1...1_000), synonyms: ["iterations", "patience", "window"],
      "Over how many pairs of successive models the mean is taken."),
  ]
}

/// At most `share` of a fixed sample of the pool changes its class from model to model, in each of the last `rounds` pairs.
package struct ChangeStop: Sendable, Equatable {
  package var share = 0.005
  package var rounds = 1

  /// What is looked for unless the spec says otherwise.
  package init() {}
}

extension ChangeStop: SpecSection {
  static let fields: [Field<ChangeStop>] = [
    Field(
      \.share, "share", .number(.share), synonyms: ["below", "at_most", "change"],
      "The share of a fixed sample of the pool that a model may put in another class than the one before it."),
    Field(
      \.rounds, "rounds", .whole(1...1_000), synonyms: ["iterations", "patience", "window"],
      "In how many pairs of successive models it must be kept."),
  ]
}

/// The model is sure of what is not labelled yet: a mean entropy below `below`.
package struct UncertaintyStop: Sendable, Equatable {
  package var below = 0.05

  /// What is looked for unless the spec says otherwise.
  package init() {}
}

extension UncertaintyStop: SpecSection {
  static let fields: [Field<UncertaintyStop>] = [
    Field(
      \.below, "below", .number(.positiveShare), synonyms: ["entropy", "threshold", "mean"],
      "The mean entropy of the model's probabilities over the unlabelled images of a fixed sample of the pool, divided by that of "
        + "equal probabilities, below which the model has little to ask.")
  ]
}
