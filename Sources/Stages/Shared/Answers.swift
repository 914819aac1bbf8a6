import Columnar
import Labelling
import Storage
import Texts

/// Answers in the form of the tables `annotations` and `calibration`.
struct AnswerTable {
  /// The table of answers on images whose label is sought.
  static func annotations(_ answers: [AcceptedAnswer]) throws -> Table {
    let sorted = order(answers)
    return try Table(schema: Tables.annotations, columns: columns(sorted))
  }

  /// The table of answers on calibration images.
  ///
  /// - Parameters:
  ///   - answers: In any order.
  ///   - expected: The known label of each image.
  /// - Returns: One row an answer.
  /// - Throws: `ColumnarError`.
  static func calibration(_ answers: [AcceptedAnswer], expected: [ExactText: String]) throws -> Table {
    let sorted = order(answers)
    let known = Column.strings(sorted.map { expected[$0.imageID.exact] ?? "" })
    return try Table(schema: Tables.calibration, columns: columns(sorted) + [known])
  }

  /// The table of answers on images whose label is sought that came after the seal.
  static func late(_ answers: [LateAnswers.Answer]) throws -> Table {
    let sorted = order(answers)
    return try Table(
      schema: Tables.lateAnnotations,
      columns: columns(sorted.map(\.answer)) + [.int32s(sorted.map { Int32($0.iteration) })])
  }

  /// The table of answers on calibration images that came after the seal.
  static func lateCalibration(_ answers: [LateAnswers.Answer]) throws -> Table {
    let sorted = order(answers)
    return try Table(
      schema: Tables.lateCalibration,
      columns: columns(sorted.map(\.answer)) + [
        .strings(sorted.map { $0.expected ?? "" }), .int32s(sorted.map { Int32($0.iteration) }),
      ])
  }

  private static func order(_ answers: [LateAnswers.Answer]) -> [LateAnswers.Answer] {
    answers.sorted {
      ($0.answer.taskID.exact, $0.answer.annotator.exact) < ($1.answer.taskID.exact, $1.answer.annotator.exact)
    }
  }

  private static func order(_ answers: [AcceptedAnswer]) -> [AcceptedAnswer] {
    answers.sorted { ($0.taskID.exact, $0.annotator.exact) < ($1.taskID.exact, $1.annotator.exact) }
  }

  private static func columns(_ answers: [AcceptedAnswer]) -> [Column] {
    [
      .strings(answers.map(\.annotator)), .strings(answers.map(\.imageID)), .strings(answers.map(\.taskID)),
      .bools(answers.map(\.senior)), .strings(answers.map(\.kind.rawValue)), .optionalStrings(answers.map(\.label)),
      .optionalStrings(answers.map { $0.confidence?.rawValue }), .int32s(answers.map { Int32($0.round) }),
      .optionalTimestamps(answers.map(\.createdAt)), .optionalTimestamps(answers.map(\.updatedAt)),
      .optionalDoubles(answers.map(\.leadTime)), .optionalStrings(answers.map(\.updatedBy)),
      .strings(answers.map(\.platform.rawValue)), .strings(answers.map(\.platformID)), .strings(answers.map(\.file)),
      .int64s(answers.map { Int64($0.index) }),
    ]
  }
}

/// An answer as it is read back from a table.
struct StoredAnswer {
  let annotator: String
  let imageID: String
  let taskID: String
  let senior: Bool
  let kind: String
  let label: String?
  let confidence: String?
  let round: Int
  let time: Int64?
  let leadTime: Double?
  /// The known label, on a calibration image.
  let expected: String?
  /// The iteration that had asked, where the answer came after its seal.
  let lateFrom: Int?
  /// SHA-256 of the file that was shown; nil as long as nobody has looked it up, or if no table tells.
  private(set) var digest: Digest?

  /// What it is about.
  var picture: Picture { digest.map(Picture.bytes) ?? .name(imageID.exact) }

  /// The same answer on the bytes that were shown.
  func about(_ shown: ShownPictures?) -> StoredAnswer {
    var answer = self
    answer.digest = shown?.digest(task: taskID, image: imageID)
    return answer
  }

  /// Reads a table of answers.
  static func read(_ path: String, schema: TableSchema) throws -> [StoredAnswer] {
    let table = try TableIO.read(path, schema: schema)
    let annotators = try table.strings("annotator")
    let images = try table.strings("image_id")
    let tasks = try table.strings("task_id")
    let seniors = try table.bools("senior")
    let kinds = try table.strings("kind")
    let labels = try table.optionalStrings("label")
    let confidences = try table.optionalStrings("confidence")
    let rounds = try table.int32s("round")
    let times = try table.optionalInt64s("updated_at")
    let leads = try table.optionalDoubles("lead_time_s")
    let expected = schema.index(of: "expected") == nil ? nil : try table.strings("expected")
    let late = schema.index(of: "late_from") == nil ? nil : try table.int32s("late_from").map(Int.init)
    return (0..<table.rowCount).map {
      StoredAnswer(
        annotator: annotators[$0], imageID: images[$0], taskID: tasks[$0], senior: seniors[$0], kind: kinds[$0],
        label: labels[$0], confidence: confidences[$0], round: Int(rounds[$0]), time: times[$0], leadTime: leads[$0],
        expected: expected?[$0], lateFrom: late?[$0])
    }
  }
}
