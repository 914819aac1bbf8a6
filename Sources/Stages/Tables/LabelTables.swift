import Columnar

extension Tables {
  /// The tasks of a round, calibration images among them.
  package static let batch = TableSchema(
    "batch", key: ["task_id"], "A task for people.",
    columns: [
      ColumnSchema("task_id", .string, "The id that the labelling platform sees; it says nothing of the image."),
      imageID,
      ColumnSchema("rank", .int32, "Order in the batch; 0 for a calibration image."),
      ColumnSchema(
        "share", .string, "What picked it: seed, uncertain, random, calibration, or the reason of a review."),
      ColumnSchema("calibration", .bool, "Whether its label is known. The payload does not tell."),
    ])

  /// Who is asked what.
  package static let assignments = TableSchema(
    "assignments", version: 4, key: ["task_id", "annotator"], "A vote that is asked for.",
    columns: [
      ColumnSchema("task_id", .string, "The task."),
      ColumnSchema("annotator", .string, "Who is asked."),
      ColumnSchema("position", .int32, "Place in the annotator's file, from 1."),
      ColumnSchema(
        "sha256", .digest,
        "SHA-256 of the image file as the pool had it then: what the answer is about, which no payload shows."),
      ColumnSchema(
        "suggested", .string, nullable: true,
        "The class that the model names, where people are shown some of these; else null."),
      ColumnSchema("suggestion_shown", .bool, "Whether the person is shown it."),
      ColumnSchema(
        "routed", .string, nullable: true,
        "Where tasks are routed: skill, or random for a person by draw; else, and for calibration images, null."),
    ])

  static let answer: [ColumnSchema] = [
    ColumnSchema("annotator", .string, "Who answered."),
    imageID,
    ColumnSchema("task_id", .string, "The task."),
    ColumnSchema(
      "senior", .bool, "Whether it counts as a senior's: whoever edited it last is one, or the annotator if nobody did."
    ),
    ColumnSchema(
      "kind", .string,
      "label, skip, cannot_tell, or withdrawn: what the annotator had answered to the task before was deleted."),
    ColumnSchema("label", .string, nullable: true, "The class; null if the annotator abstained."),
    ColumnSchema("confidence", .string, nullable: true, "low, medium or high; null if not given."),
    ColumnSchema("round", .int32, "The round of labelling, from 1."),
    ColumnSchema("created_at", .timestamp, nullable: true, "When the answer was first given, UTC."),
    ColumnSchema("updated_at", .timestamp, nullable: true, "When it was last changed, UTC."),
    ColumnSchema("lead_time_s", .double, nullable: true, "Seconds spent on it, as the platform measured."),
    ColumnSchema("edited_by", .string, nullable: true, "Who changed the answer last, if it was somebody else."),
    ColumnSchema("platform", .string, "label-studio, argilla, prodigy, csv or simulated."),
    ColumnSchema("platform_id", .string, "The answer's id on the platform."),
    ColumnSchema("source", .string, "The returned file, below raw/."),
    ColumnSchema("row", .int64, "The answer's position in that file, from 0."),
    ColumnSchema(
      "guidelines", .string, nullable: true,
      "SHA-256 of the guidelines that were handed out with the task; null without any."),
    ColumnSchema(
      "suggested", .string, nullable: true,
      "The model's class that the person was shown with the task; null if none was."),
  ]

  /// Answers on images whose label is sought.
  package static let annotations = TableSchema(
    "annotations", version: 2, key: ["task_id", "annotator"], "An answer that counts.", columns: answer)

  /// Answers on images whose label is known.
  package static let calibration = TableSchema(
    "calibration", version: 2, key: ["task_id", "annotator"], "An answer on a calibration image.",
    columns: answer + [ColumnSchema("expected", .string, "The known label.")])

  /// Returned rows that do not count.
  package static let rejected = TableSchema(
    "rejected", version: 2, key: ["source", "row"],
    "A returned row that does not count, or a file that cannot be read.",
    columns: [
      ColumnSchema("source", .string, "The returned file, below raw/."),
      ColumnSchema("row", .int64, "The row's position in that file, from 0."),
      ColumnSchema("reason", .string, "Why, as a code."),
      ColumnSchema("task_id", .string, nullable: true, "The task it names."),
      ColumnSchema("annotator", .string, nullable: true, "The person it names, as the platform does."),
      ColumnSchema("detail", .string, "What the reason is about: the value, the other rows, the place in the file."),
      ColumnSchema("content", .string, "The row as it came, shortened to 4,096 characters; raw/ has all of it."),
    ])

  /// Images that go to a second round.
  package static let escalations = TableSchema(
    "escalations", key: ["image_id"], "An image on which a senior annotator is asked.",
    columns: [imageID, ColumnSchema("reason", .string, "disagreement, low_confidence or low_certainty.")])

  /// What the votes come to.
  package static let labels = TableSchema(
    "labels", version: 3, key: ["image_id", "sha256"], "An image that was answered.",
    columns: [
      imageID,
      ColumnSchema("label", .string, nullable: true, "Its class; null as long as it is not decided."),
      ColumnSchema("weight", .double, "How much it counts in training, 0 to 1."),
      ColumnSchema("agreement", .double, "Share of the votes that went to the label."),
      ColumnSchema("votes", .int32, "Votes cast, abstentions not counted."),
      ColumnSchema("abstentions", .int32, "Skips and cannot_tell."),
      ColumnSchema(
        "decided_by", .string, "unanimous, majority, single, senior, weighted, dawid_skene, undecided or cannot_tell."),
      ColumnSchema("round", .int32, "The round that decided."),
      labelledBytes,
      ColumnSchema(
        "posterior", .double, nullable: true, "How probable the label is; null where votes are counted and not weighed."
      ),
    ])

  static let labelledBytes = ColumnSchema(
    "sha256", .digest, nullable: true,
    "SHA-256 of the image file that was shown: what the label belongs to; null if no table tells.")
}
