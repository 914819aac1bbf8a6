import Columnar

extension Tables {
  private static let lateFrom = ColumnSchema(
    "late_from", .int32, "The iteration that had asked, and was sealed when the answer came.")

  /// Answers that came after the seal of the iteration that had asked.
  package static let lateAnnotations = TableSchema(
    "late_annotations", version: 2, key: ["task_id", "annotator"], "An answer that counts and came after the seal.",
    columns: answer + [lateFrom])

  /// The same on images whose label is known.
  package static let lateCalibration = TableSchema(
    "late_calibration", version: 2, key: ["task_id", "annotator"],
    "An answer on a calibration image that came after the seal.",
    columns: answer + [ColumnSchema("expected", .string, "The known label."), lateFrom])

  /// What late answers and corrections make of labels that sealed iterations have.
  package static let amendedLabels = TableSchema(
    "amended_labels", version: 3, key: ["image_id", "sha256"],
    "A label that late answers or a person's correction made or altered.",
    columns: labels.columns.map { column in
      column.name == "decided_by"
        ? ColumnSchema("decided_by", .string, "As in labels, or correction.") : column
    } + [
      ColumnSchema("author", .string, nullable: true, "Who corrected it; null where late answers decided."),
      ColumnSchema("reason", .string, nullable: true, "Why it was corrected."),
      ColumnSchema(
        "superseded_label", .string, nullable: true, "The label it stands in for; null if none had been decided."),
      ColumnSchema(
        "superseded_iteration", .int32, nullable: true, "The iteration of that label; null if nobody had answered."),
      ColumnSchema(
        "late_from", .int32, nullable: true, "The first iteration that the late answers belong to; null without any."),
    ])
}
