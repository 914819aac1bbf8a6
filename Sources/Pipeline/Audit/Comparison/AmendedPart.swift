import Columnar
import Engine
import Stages
import Storage

/// What came into an iteration after the seals of earlier ones.
package struct AmendedPart: Sendable, Encodable {
  /// Answers of an iteration that came late.
  package struct Late: Sendable, Encodable {
    package let iteration: Int
    package let answers: Int
  }

  /// A label that was made or altered.
  package struct Label: Sendable, Encodable {
    package let image: String
    /// Nil: people had not come to one.
    package let old: String?
    /// The iteration of that label; nil if nobody had answered.
    package let oldIteration: Int?
    package let new: String?
    /// Who corrected it; nil where late answers decided.
    package let author: String?
    package let reason: String?
  }

  /// By iteration.
  package let late: [Late]
  /// By image.
  package let labels: [Label]

  /// The labels that persons corrected.
  package var corrections: [Label] { labels.filter { $0.author != nil } }

  /// Reads what an iteration took in; nil if nothing had come.
  ///
  /// - Throws: `ColumnarError`, `StorageError`.
  init?(_ iteration: RecordedIteration) throws {
    guard iteration.manifest.record(StageName.amend) != nil else { return nil }
    var counts: [Int: Int] = [:]
    for artifact in [Catalogue.Amend.annotations, Catalogue.Amend.calibration] {
      guard let table = try iteration.table(artifact) else { continue }
      for origin in try table.read(columns: ["late_from"], as: table.schema).int32s("late_from") {
        counts[Int(origin), default: 0] += 1
      }
    }
    late = counts.sorted { $0.key < $1.key }.map { Late(iteration: $0.key, answers: $0.value) }
    guard let reader = try iteration.table(Catalogue.Amend.labels) else {
      labels = []
      return
    }
    let table = try reader.read(as: reader.schema)
    let ids = try table.strings("image_id")
    let now = try table.optionalStrings("label")
    let before = try table.optionalStrings("superseded_label")
    let iterations = try table.optionalInt32s("superseded_iteration")
    let authors = try table.optionalStrings("author")
    let reasons = try table.optionalStrings("reason")
    labels = (0..<table.rowCount).map {
      Label(
        image: ids[$0], old: before[$0], oldIteration: iterations[$0].map(Int.init), new: now[$0], author: authors[$0],
        reason: reasons[$0])
    }
  }
}
