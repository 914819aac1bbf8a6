/// The parameters of every stage.
package struct StagesSpec: Sendable, Equatable {
  /// The first batch.
  package var seed: SeedSpec
  /// The vectors.
  package var embed: EmbedSpec
  /// The model.
  package var train: TrainSpec
  /// The acquisition measure.
  package var score: ScoreSpec
  /// The batch.
  package var cluster: ClusterSpec
  /// The tasks for people.
  package var export: ExportSpec
  /// Votes to labels.
  package var ingest: IngestSpec
  /// The report and when to stop.
  package var report: ReportSpec
}

/// A program that a stage runs, and how.
package struct HookSpec: Sendable, Equatable {
  /// The program and its arguments; `winnow` is the running executable.
  package var run: [String]
  /// Further files that enter the stage's key.
  package var files: [String]
  /// Seconds until the hook is ended.
  ///
  /// Default 3600.
  package var timeout: Double
  /// Names of environment variables passed on to the hook.
  ///
  /// Default none.
  package var environment: [String]
}

/// The first batch.
package struct SeedSpec: Sendable, Equatable {
  /// How the first batch is drawn.
  package enum Method: String, Sendable, CaseIterable { case random, stratified }
  /// Number of images.
  ///
  /// Default 200.
  package var size: Int
  /// `random` over images, or `stratified`: in turn over the groups or the values of a metadata column.
  ///
  /// Default: stratified where `by` is given.
  package var method: Method
  /// `group` or a metadata column.
  package var by: String?
  /// Values of `by` known to be defective, with the factor by which they are over-sampled, in declared order.
  package var oversample: [Oversample]
}

/// A stratum drawn more often.
package struct Oversample: Sendable, Equatable {
  /// A value of `by`.
  package var value: String
  /// Above 0; 1 is no over-sampling.
  package var factor: Double

  /// Names a stratum's factor.
  package init(value: String, factor: Double) {
    self.value = value
    self.factor = factor
  }
}

/// The embedder.
package struct EmbedSpec: Sendable, Equatable {
  /// Default `[winnow, hook, patch-embed]`.
  package var hook: HookSpec
  /// Length of a vector.
  ///
  /// Default 512, or the 8 × `filters` features of the built-in embedder where those are fewer.
  package var dimensions: Int
  /// Whether the hook is first run once with `action: fit` on the first pool.
  ///
  /// Default: true for the built-in one.
  package var fit: Bool
  /// Side of the square that the built-in embedder scales images to.
  ///
  /// Default 96.
  package var inputSize: Int
  /// Whether the built-in embedder sees colour.
  ///
  /// Default false.
  package var colour: Bool
  /// Number of patch filters of the built-in embedder.
  ///
  /// Default 128.
  package var filters: Int
}

/// The model.
package struct TrainSpec: Sendable, Equatable {
  /// Default `[winnow, hook, linear-probe]`.
  package var hook: HookSpec
  /// The L2 penalty's inverse strength C, as scikit-learn's.
  ///
  /// Default 1.
  package var regularization: Double
  /// Whether classes are weighted inversely to their frequency.
  ///
  /// Default true.
  package var balanced: Bool
  /// How many models are fitted on bootstrap samples of the groups beside the one of all labels, for the measures that ask a
  /// committee; the built-in model's, and handed to a hook of one's own as a parameter.
  ///
  /// Default 0: none.
  package var committee: Int
  /// Parameters handed to the hook verbatim, as canonical JSON text of an object.
  ///
  /// Default "{}".
  package var parameters: String
}

/// Tasks for people.
package struct ExportSpec: Sendable, Equatable {
  /// A labelling platform.
  package enum Target: String, Sendable, CaseIterable {
    case labelStudio = "label-studio"
    case csv
  }
  /// Default label-studio.
  package var to: Target
  /// Default 2, or 1 where there is one annotator.
  package var annotatorsPerImage: Int
  /// Calibration images mixed into each annotator's part.
  ///
  /// Default 20; 0 without a calibration set.
  package var calibrationPerSession: Int
  /// Prefix of image addresses in a payload.
  ///
  /// Default `/data/local-files/?d=` for Label Studio, empty for CSV.
  package var imagePrefix: String
}

/// Votes to labels.
package struct IngestSpec: Sendable, Equatable {
  /// How votes become a label.
  package enum Consensus: String, Sendable, CaseIterable { case majority }
  /// Who decides a tie.
  package enum Tiebreak: String, Sendable, CaseIterable { case senior, none }
  /// What is asked again.
  package enum Escalation: String, Sendable, CaseIterable {
    case disagreement
    case lowConfidence = "low_confidence"
  }
  /// Default majority.
  package var consensus: Consensus
  /// Default senior; none where no annotator is a senior.
  package var tiebreak: Tiebreak
  /// What opens a second round, in the order of the cases.
  ///
  /// Default both; nothing where no annotator is a senior.
  package var escalate: [Escalation]
  /// The least weight of a label.
  ///
  /// Default 0.3.
  package var weightFloor: Double
}

/// When to stop.
package struct ReportSpec: Sendable, Equatable {
  /// Default: no condition but the budget.
  package var stopWhen: StopSpec
  /// Thumbnails on the contact sheet at the most.
  ///
  /// Default 150.
  package var contactSheet: Int
}

/// Conditions for stopping; nil: not asked for.
package struct StopSpec: Sendable, Equatable {
  /// The macro-F1 on the monitoring set to reach.
  package var macroF1: Double?
  /// The F1 that every class must reach.
  package var classF1Floor: Double?
  /// The gain that is too little to go on.
  package var plateau: Plateau?
}

/// Less gain in macro-F1 than `gain` over `rounds` iterations.
package struct Plateau: Sendable, Equatable {
  /// Default 3.
  package var rounds: Int
  /// Default 0.005.
  package var gain: Double

  /// Says what a plateau is.
  package init(rounds: Int, gain: Double) {
    self.rounds = rounds
    self.gain = gain
  }
}
