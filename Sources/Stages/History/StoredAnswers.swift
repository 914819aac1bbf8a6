import Columnar
import Engine
import Labelling
import Storage
import Texts

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
  /// Who changed it last, if it was somebody else than the annotator.
  let editedBy: String?
  /// The known label, on a calibration image.
  let expected: String?
  /// SHA-256 of the guidelines that were handed out with the task; nil without any, and in tables of earlier builds.
  let guidelines: String?
  /// The iteration that had asked, where the answer came after its seal.
  let lateFrom: Int?
  /// SHA-256 of the file that was shown; nil as long as nobody has looked it up, or if no table tells.
  private(set) var digest: Digest?

  /// What it is about.
  var picture: Picture { digest.map(Picture.bytes) ?? .name(imageID.exact) }

  /// Who decided what it says: whoever changed it last, or the annotator.
  var author: String { editedBy ?? annotator }

  /// Whether it says that its author's answer to the task was deleted.
  var isTombstone: Bool { kind == AcceptedAnswer.Kind.withdrawn.rawValue }

  /// The answers that stand: without those that were deleted since, and without what says so.
  ///
  /// - Parameter answers: In the order in which they came.
  /// - Returns: The rest in the same order.
  static func standing(_ answers: [StoredAnswer]) -> [StoredAnswer] {
    guard answers.contains(where: \.isTombstone) else { return answers }
    var places: [ExactPair: [Int]] = [:]
    var gone: Set<Int> = []
    for (place, answer) in answers.enumerated() {
      let pair = ExactPair(answer.taskID, answer.annotator)
      places[pair, default: []].append(place)
      if answer.isTombstone { gone.formUnion(places.removeValue(forKey: pair) ?? []) }
    }
    return answers.enumerated().filter { !gone.contains($0.offset) }.map(\.element)
  }

  /// The same answer on the bytes that were shown.
  func about(_ shown: ShownPictures?) -> StoredAnswer {
    var answer = self
    answer.digest = shown?.digest(task: taskID, image: imageID)
    return answer
  }

  /// Reads a table of answers.
  static func read(_ path: String, schema: TableSchema) throws -> [StoredAnswer] {
    let reader = try TableReader(path: path)
    let stored = schema.stored(in: reader)
    let table = try reader.read(as: stored)
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
    let editors = try table.optionalStrings("edited_by")
    let expected = schema.index(of: "expected") == nil ? nil : try table.strings("expected")
    let guidelines = stored.index(of: "guidelines") == nil ? nil : try table.optionalStrings("guidelines")
    let late = schema.index(of: "late_from") == nil ? nil : try table.int32s("late_from").map(Int.init)
    return (0..<table.rowCount).map {
      StoredAnswer(
        annotator: annotators[$0], imageID: images[$0], taskID: tasks[$0], senior: seniors[$0], kind: kinds[$0],
        label: labels[$0], confidence: confidences[$0], round: Int(rounds[$0]), time: times[$0], leadTime: leads[$0],
        editedBy: editors[$0],
        expected: expected?[$0], guidelines: guidelines?[$0], lateFrom: late?[$0])
    }
  }
}

/// The answers on batches of all iterations, in the order in which they came.
enum AllAnswers {
  /// Reads the answers that the iterations before `number` have taken in, late ones among them, each on what was shown.
  ///
  /// - Throws: `ColumnarError`, `StorageError`.
  static func read(_ scope: IterationScope, before number: Int) throws -> [StoredAnswer] {
    var book = ShownPicturesByIteration(scope)
    return try (0..<number).flatMap { iteration -> [StoredAnswer] in
      let own = try (1...StageName.rounds).flatMap {
        try StoredAnswer.read(
          scope.path(Catalogue.Ingest.annotations($0), iteration: iteration), schema: Tables.annotations)
      }
      let shown = try book.shown(iteration)
      return try late(scope, iteration: iteration, &book) + own.map { $0.about(shown) }
    }
  }

  /// Reads the answers on batches of earlier iterations that an iteration has taken in.
  ///
  /// - Throws: `ColumnarError`, `StorageError`.
  private static func late(
    _ scope: IterationScope, iteration: Int, _ book: inout ShownPicturesByIteration
  ) throws -> [StoredAnswer] {
    let path = scope.path(Catalogue.Amend.annotations, iteration: iteration)
    guard Files.exists(path) else { return [] }
    return try late(path, &book)
  }

  /// Reads a table of late answers.
  ///
  /// - Throws: `ColumnarError`, `StorageError`.
  static func late(_ path: String, _ book: inout ShownPicturesByIteration) throws -> [StoredAnswer] {
    try StoredAnswer.read(path, schema: Tables.lateAnnotations).map { answer in
      try answer.about(answer.lateFrom.flatMap { try book.shown($0) })
    }
  }
}
