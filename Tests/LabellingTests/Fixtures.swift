import Labelling

/// Small exports with the structure of Label Studio 1.23's, made here so that each test says what is in its
/// file.
enum Fixtures {
  /// One annotation with every field that the server writes.
  static func annotation(
    id: String = "1", by user: String = "1", updatedBy: String? = nil,
    result: String = result("scratch", "High"),
    cancelled: Bool = false, groundTruth: Bool = false, updatedAt: String = "2026-11-20T23:54:45.603955Z",
    leadTime: String = "7.25"
  ) -> String {
    """
    {"id": \(id), "completed_by": \(user), "result": \(result), "was_cancelled": \(cancelled),
     "ground_truth": \(groundTruth), "created_at": "2026-11-20T23:54:45.603937Z", "updated_at": "\(updatedAt)",
     "draft_created_at": null, "lead_time": \(leadTime), "prediction": {"id": 1, "result": [{"id": "p000",
     "from_name": "label", "to_name": "image", "type": "choices", "value": {"choices": ["dent"]}, "score": 0.41}],
     "model_version": "r0", "created_ago": "1\\u00a0minute", "score": 0.41, "cluster": null, "task": 1},
     "result_count": 1, "unique_id": "e36b0b0e-a42d-4583-8d21-19d6f18fcad0", "import_id": null,
     "last_action": null, "bulk_created": false, "task": 1, "project": 1, "updated_by": \(updatedBy ?? user),
     "parent_prediction": null, "parent_annotation": null, "last_created_by": null}
    """
  }

  /// The choices of a label and a confidence.
  static func result(_ label: String?, _ confidence: String? = nil) -> String {
    let items = [("label", label), ("confidence", confidence)].compactMap { name, value in
      value.map { choice(name, [$0]) }
    }
    return "[" + items.joined(separator: ", ") + "]"
  }

  /// One answer to one question.
  static func choice(_ name: String, _ values: [String]) -> String {
    let quoted = values.map { "\"" + $0 + "\"" }.joined(separator: ", ")
    return """
      {"from_name": "\(name)", "to_name": "image", "type": "choices", "value": {"choices": [\(quoted)]}}
      """
  }

  /// A draft with every field that the server writes.
  static func draft(id: String = "1", by user: String = "\"ana@example.com\"") -> String {
    """
    {"id": \(id), "user": \(user), "created_username": "ana@example.com, 1", "created_ago": "1\\u00a0minute",
     "result": \(result("dent")), "lead_time": 4.2, "was_postponed": false, "import_id": null,
     "created_at": "2026-11-20T23:55:11.709559Z", "updated_at": "2026-11-20T23:55:11.709588Z", "task": 6,
     "annotation": null}
    """
  }

  /// A task with its annotations.
  static func task(_ itemID: String = "t1", _ annotations: [String], drafts: [String] = []) -> String {
    """
    {"id": 1, "annotations": [\(annotations.joined(separator: ",\n"))], "drafts": [\(drafts.joined(separator: ","))],
     "predictions": [1], "data": {"image": "/data/local-files/?d=images/x.png", "item_id": "\(itemID)", "rank": 0},
     "meta": {}, "created_at": "2026-11-20T23:52:59.926681Z", "updated_at": "2026-11-20T23:55:12.106695Z",
     "allow_skip": true, "inner_id": 1, "total_annotations": 1, "cancelled_annotations": 0,
     "total_predictions": 1, "comment_count": 0, "unresolved_comment_count": 0,
     "last_comment_updated_at": null, "project": 1, "updated_by": 1, "comment_authors": []}
    """
  }

  /// A file of tasks.
  static func export(_ tasks: [String]) -> [UInt8] {
    Array(("[" + tasks.joined(separator: ",\n") + "]\n").utf8)
  }

  /// A file with one task and one annotation.
  static func single(_ annotation: String) -> [UInt8] {
    export([task("t1", [annotation])])
  }

  static let classes = ["normal", "scratch", "dent"]

  static let people = [
    AnnotatorAccount(id: "ana", senior: true, users: [AccountName(.labelStudio, "1")]),
    AnnotatorAccount(id: "ben", senior: false, users: [AccountName(.labelStudio, "2")]),
    AnnotatorAccount(id: "chi", senior: false, users: [AccountName(.labelStudio, "chi@example.com")]),
  ]

  /// `t1` and `t2` of the batch, `c1` for calibration; all are everybody's.
  static let tasks = [
    PlannedTask(
      taskID: "t1", imageID: "a.png", round: 1, rank: 0, calibration: false,
      annotators: ["ana", "ben", "chi"]),
    PlannedTask(
      taskID: "t2", imageID: "b.png", round: 1, rank: 1, calibration: false, annotators: ["ana", "ben"]),
    PlannedTask(
      taskID: "c1", imageID: "c.png", round: 1, rank: nil, calibration: true,
      annotators: ["ana", "ben", "chi"]),
  ]

  static func intake(known: KnownRows = KnownRows()) throws -> Intake {
    try Intake(tasks: tasks, annotators: people, classes: classes, known: known)
  }

  /// A number of annotators called `a0`, `a1` and so on.
  static func crowd(_ count: Int, seniors: Int = 0) -> [AnnotatorAccount] {
    (0..<count).map {
      AnnotatorAccount(id: "a\($0)", senior: $0 < seniors, users: [AccountName(.labelStudio, "\($0 + 1)")])
    }
  }

  static func images(_ count: Int, _ folder: String = "images") -> [String] {
    (0..<count).map { "\(folder)/\(10_000 + $0).png" }
  }
}
