import Columnar
import Engine
import Labelling
import Storage
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
    /// Votes that name a class, and abstentions.
    let votes: Int
    let abstentions: Int
    /// The round that decided.
    let round: Int
  }

  /// The latest word on each image, by id.
  let entries: [Entry]

  /// The table that holds an iteration's final labels.
  static let artifact = Artifact("ingest-\(IngestStage.rounds)", "labels.parquet")

  /// The labels of the iterations before this one as inputs of a stage.
  static func inputs(_ scope: IterationScope) -> [NamedValue] {
    (0..<scope.iteration).flatMap { iteration in
      [AmendStage.labels, artifact].compactMap { scope.earlierInput($0, iteration: iteration) }
    }
  }

  /// Reads the labels of all iterations before this one, and what this one has amended of them; a later word on an image
  /// replaces an earlier one.
  init(_ scope: IterationScope) throws {
    var latest: [ExactText: Entry] = [:]
    for iteration in 0...scope.iteration {
      let amended = scope.path(AmendStage.labels, iteration: iteration)
      let isThere = iteration < scope.iteration || scope.manifest.output(AmendStage.labels) != nil
      if isThere, Files.exists(amended) {
        for entry in try Self.read(amended, iteration: iteration, schema: Tables.amendedLabels) {
          latest[entry.imageID.exact] = entry
        }
      }
      guard iteration < scope.iteration else { continue }
      for entry in try Self.read(scope.path(Self.artifact, iteration: iteration), iteration: iteration) {
        latest[entry.imageID.exact] = entry
      }
    }
    entries = latest.values.sorted { $0.imageID.precedesByBytes($1.imageID) }
  }

  /// The latest word on an image, nil if nobody has answered.
  func entry(_ image: String) -> Entry? {
    var low = 0
    var high = entries.count
    while low < high {
      let middle = (low + high) / 2
      if entries[middle].imageID.precedesByBytes(image) { low = middle + 1 } else { high = middle }
    }
    return low < entries.count && entries[low].imageID.exact == image.exact ? entries[low] : nil
  }

  /// The ids that are not asked about again: labelled, or such that people could not tell.
  var settled: Set<ExactText> {
    let ends = ["cannot_tell", AmendedLabel.correction]
    return Set(entries.filter { $0.label != nil || ends.contains($0.decidedBy) }.map(\.imageID.exact))
  }

  /// Reads one table of labels.
  static func read(_ path: String, iteration: Int, schema: TableSchema = Tables.labels) throws -> [Entry] {
    let table = try TableIO.read(path, schema: schema)
    let ids = try table.strings("image_id")
    let labels = try table.optionalStrings("label")
    let weights = try table.doubles("weight")
    let decided = try table.strings("decided_by")
    let votes = try table.int32s("votes")
    let abstentions = try table.int32s("abstentions")
    let rounds = try table.int32s("round")
    return (0..<table.rowCount).map {
      Entry(
        imageID: ids[$0], label: labels[$0], weight: weights[$0], decidedBy: decided[$0], iteration: iteration,
        votes: Int(votes[$0]), abstentions: Int(abstentions[$0]), round: Int(rounds[$0]))
    }
  }
}
