/// What is known of labels, annotators, model and cost at the end of an iteration: the values of `quality.json`.
///
/// Plain values; what has nothing to show is nil or empty, and the page says so. Classes are named by their
/// position in `classes` wherever an array has one entry a class. Shares and F1 are in [0, 1], money is in `cost.currency`.
package struct QualityReport: Codable, Sendable, Equatable {
  /// The version of this form.
  package static let version = 5

  package var version = QualityReport.version
  package var pipeline: String
  package var iteration: Int
  package var classes: [String]
  package var negativeClass: String?
  package var rareClasses: [String] = []
  /// Whether to go on.
  package var stop = StopSection()
  package var pool: PoolSection?
  /// Nil where there is nothing to report of the vectors, and in the first report, which has none.
  package var embedding: EmbeddingSection?
  /// Files of the spec that do not fit the pool; nil where all do.
  package var joins: [JoinSection]?
  package var batch: BatchSection?
  package var labels = LabelsSection()
  /// What came after the seals of earlier iterations; nil where nothing did.
  package var amended: AmendedSection?
  /// Labelled images that the model was not trained on, by reason; nil where there are none.
  package var leftOut: [CountSection]?
  /// Labels that belong to images of another name now; nil where there are none.
  package var movedLabels: Int?
  /// What stages have to say of their outcome; nil where they have nothing.
  package var notes: [NoteSection]?
  /// Iteration 0 only.
  package var coldStart: ColdStartSection?
  /// One point an iteration, from the first to this one.
  package var learningCurve: [CurvePoint] = []
  /// When each condition was first met; nil in the first report, and in earlier ones.
  package var stopHistory: [StopOccasionSection]?
  /// Nil where no target is declared, without a model, and in earlier reports.
  package var forecast: ForecastSection?
  /// Whether the picks teach more than random labels would; nil without a model or a holdout, and in earlier reports.
  package var picks: PicksSection?
  /// Nil without a model or a holdout.
  package var model: ModelSection?
  /// Nil in reports that know of none.
  package var estimates: EstimatesSection?
  /// One row a class.
  package var classBalance: [BalanceRow] = []
  package var calibration: CalibrationSection?
  package var annotators: [AnnotatorSection] = []
  /// Who errs more often than the others; nil without a calibration set, and in earlier reports.
  package var judgement: JudgementSection?
  /// Independent first-round votes that differ: one point an iteration.
  package var disagreement: [DisagreementPoint] = []
  /// Pairs of annotators on independent first-round votes, all iterations.
  package var pairs: [PairSection] = []
  /// Agreement among all annotators; nil as long as no image has two votes, and in earlier reports.
  package var agreement: AgreementSection?
  package var cost = CostSection()
  /// Returned rows that were not taken, this iteration, by reason; the order is kept.
  package var rejected: [CountSection] = []
  /// How much the model's class sways people who are shown it; nil where nobody is.
  package var prelabels: PrelabelsSection?
  /// What it is worth to choose who is asked; nil where tasks are not routed, and in earlier reports.
  package var routing: RoutingSection?

  /// Reasons for which a row does not count and nobody need look at it: given twice, replaced, not submitted, withdrawn.
  package static let ofNoAccount: Set<String> = ["duplicate", "superseded", "draft", "ground_truth", "withdrawn"]

  /// A report with nothing to show yet.
  package init(pipeline: String, iteration: Int, classes: [String]) {
    self.pipeline = pipeline
    self.iteration = iteration
    self.classes = classes
  }
}

/// What a stage has to say of its outcome.
package struct NoteSection: Codable, Sendable, Equatable {
  package var stage: String
  /// A sentence without its full stop.
  package var text: String

  package init(stage: String, text: String) {
    self.stage = stage
    self.text = text
  }
}

/// How many of something.
package struct CountSection: Codable, Sendable, Equatable {
  package var name: String
  package var count: Int

  package init(name: String, count: Int) {
    self.name = name
    self.count = count
  }
}
