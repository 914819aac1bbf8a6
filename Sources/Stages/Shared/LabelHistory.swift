import Columnar
import Engine
import Labelling
import Storage

/// The labels that sealed iterations have produced.
struct LabelHistory {
  /// An image that was answered.
  struct Entry {
    let imageID: String
    /// Nil where people did not come to a label.
    let label: String?
    let weight: Double
    let decidedBy: String
    let iteration: Int
  }

  /// The latest word on each image, by id.
  let entries: [Entry]

  /// The table that holds an iteration's final labels.
  static let artifact = Artifact("ingest-\(IngestStage.rounds)", "labels.parquet")

  /// The labels of the iterations before this one as inputs of a stage.
  static func inputs(_ scope: IterationScope) -> [NamedValue] {
    (0..<scope.iteration).compactMap { scope.earlierInput(artifact, iteration: $0) }
  }

  /// Reads the labels of all iterations before this one; a later word on an image replaces an earlier one.
  init(_ scope: IterationScope) throws {
    var latest: [ExactText: Entry] = [:]
    for iteration in 0..<scope.iteration {
      for entry in try Self.read(scope.path(Self.artifact, iteration: iteration), iteration: iteration) {
        latest[entry.imageID.exact] = entry
      }
    }
    entries = latest.values.sorted { $0.imageID.precedesByBytes($1.imageID) }
  }

  /// The ids that are not asked about again: labelled, or such that people could not tell.
  var settled: Set<ExactText> {
    Set(entries.filter { $0.label != nil || $0.decidedBy == "cannot_tell" }.map(\.imageID.exact))
  }

  /// Reads one table of labels.
  static func read(_ path: String, iteration: Int) throws -> [Entry] {
    let table = try TableIO.read(path, schema: Tables.labels)
    let ids = try table.strings("image_id")
    let labels = try table.optionalStrings("label")
    let weights = try table.doubles("weight")
    let decided = try table.strings("decided_by")
    return (0..<table.rowCount).map {
      Entry(
        imageID: ids[$0], label: labels[$0], weight: weights[$0], decidedBy: decided[$0], iteration: iteration)
    }
  }
}
