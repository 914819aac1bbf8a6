import Columnar
import Labelling
import Texts

/// Answers in the form of the tables `annotations` and `calibration`.
struct AnswerTable {
  /// The table of answers on images whose label is sought.
  static func annotations(_ answers: [AcceptedAnswer], guidelines: [Int: String]) throws -> Table {
    let sorted = order(answers)
    return try Table(schema: Tables.annotations, columns: columns(sorted, guidelines: guidelines))
  }

  /// The table of answers on calibration images.
  ///
  /// - Parameters:
  ///   - answers: In any order.
  ///   - expected: The known label of each image.
  ///   - guidelines: SHA-256 of what was handed out with the tasks, by round.
  /// - Returns: One row an answer.
  /// - Throws: `ColumnarError`.
  static func calibration(
    _ answers: [AcceptedAnswer], expected: [ExactText: String], guidelines: [Int: String]
  ) throws -> Table {
    let sorted = order(answers)
    let known = Column.strings(sorted.map { expected[$0.imageID.exact] ?? "" })
    return try Table(schema: Tables.calibration, columns: columns(sorted, guidelines: guidelines) + [known])
  }

  private static func order(_ answers: [AcceptedAnswer]) -> [AcceptedAnswer] {
    answers.sortedByBytes(of: \.taskID, then: \.annotator)
  }

  static func columns(_ answers: [AcceptedAnswer], guidelines: [Int: String]) -> [Column] {
    [
      .strings(answers.map(\.annotator)), .strings(answers.map(\.imageID)), .strings(answers.map(\.taskID)),
      .bools(answers.map(\.senior)), .strings(answers.map(\.kind.rawValue)), .optionalStrings(answers.map(\.label)),
      .optionalStrings(answers.map { $0.confidence?.rawValue }), .int32s(answers.map { Int32($0.round) }),
      .optionalTimestamps(answers.map(\.createdAt)), .optionalTimestamps(answers.map(\.updatedAt)),
      .optionalDoubles(answers.map(\.leadTime)), .optionalStrings(answers.map(\.updatedBy)),
      .strings(answers.map(\.platform.rawValue)), .strings(answers.map(\.platformID)), .strings(answers.map(\.file)),
      .int64s(answers.map { Int64($0.index) }), .optionalStrings(answers.map { guidelines[$0.round] }),
      .optionalStrings(answers.map(\.suggested)),
    ]
  }
}
