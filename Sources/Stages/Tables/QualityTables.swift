import Columnar

extension Tables {
  /// How each annotator does.
  package static let annotatorQuality = TableSchema(
    "annotators", key: ["annotator"], "An annotator, over all iterations so far.",
    columns: [
      ColumnSchema("annotator", .string, "Who."),
      ColumnSchema("votes", .int64, "Votes on images whose label was sought."),
      ColumnSchema("calibration_answers", .int64, "Answers on calibration images."),
      ColumnSchema("agreement", .double, nullable: true, "Share of calibration answers that were right."),
      ColumnSchema("agreement_low", .double, nullable: true, "Wilson 95 % interval, lower end."),
      ColumnSchema("agreement_high", .double, nullable: true, "Wilson 95 % interval, upper end."),
      ColumnSchema("rolling_agreement", .double, nullable: true, "The same over the latest answers."),
      ColumnSchema("flagged", .bool, "Whether the agreement is below the line, or a fault was found."),
    ])

  /// How the model does on each class, and how many labels there are.
  package static let classQuality = TableSchema(
    "classes", version: 2, key: ["class"], "A class.",
    columns: [
      ColumnSchema("class", .string, "The class."),
      ColumnSchema("labels", .int64, "Labels so far."),
      ColumnSchema("batch", .int64, "Labels of this iteration's batch."),
      ColumnSchema("pool_predicted", .int64, nullable: true, "Unlabelled images that the model gives to it."),
      ColumnSchema("holdout", .int64, nullable: true, "Images of the monitoring holdout."),
      ColumnSchema("precision", .double, nullable: true, "On the monitoring holdout."),
      ColumnSchema("recall", .double, nullable: true, "On the monitoring holdout."),
      ColumnSchema("f1", .double, nullable: true, "On the monitoring holdout."),
      ColumnSchema(
        "production_precision", .double, nullable: true,
        "The precision where classes are as frequent as they are declared to be in production; none without rates."),
      ColumnSchema("production_f1", .double, nullable: true, "The F1 of that mix."),
    ])

  /// The model's confusions on the monitoring holdout.
  package static let confusion = TableSchema(
    "confusion", key: ["expected", "predicted"], "A pair of classes.",
    columns: [
      ColumnSchema("expected", .string, "The known class."),
      ColumnSchema("predicted", .string, "The model's class."),
      ColumnSchema("images", .int64, "How many images of the holdout."),
    ])

  /// What a batch says of all images that were unlabelled when it was chosen.
  package static let estimates = TableSchema(
    "estimates", version: 2, key: ["quantity", "class"],
    "An estimate over all images that were unlabelled, or why there is none.",
    columns: [
      ColumnSchema(
        "quantity", .string, "accuracy: how often the model's class is the label; prevalence: a class's share."),
      ColumnSchema("class", .string, "The class; empty for accuracy."),
      ColumnSchema("value", .double, nullable: true, "Horvitz and Thompson's estimate; none where it is refused."),
      ColumnSchema(
        "standard_error", .double, nullable: true, "Root of the estimated variance; none where it cannot be estimated."),
      ColumnSchema("low", .double, nullable: true, "95 % interval, lower end; exact for one random share."),
      ColumnSchema("high", .double, nullable: true, "95 % interval, upper end."),
      ColumnSchema("population", .int64, "Images that it is about."),
      ColumnSchema("certain", .int64, "Of those, images picked for certain and labelled."),
      ColumnSchema("left_out", .int64, "Images that it is not about, since nobody came to a label."),
      ColumnSchema("drawn", .int64, "Images drawn at random."),
      ColumnSchema("answered", .int64, "Of those, images that came to a label."),
      ColumnSchema("drawn_from", .int64, "Images that they were drawn from."),
      ColumnSchema("refused", .string, nullable: true, "Why there is no estimate, as a code."),
      ColumnSchema(
        "levelled", .double, nullable: true, "The same reckoned draw by draw (LURE); none where that is refused."),
      ColumnSchema("levelled_refused", .string, nullable: true, "Why it is not reckoned draw by draw, as a code."),
    ])
}
