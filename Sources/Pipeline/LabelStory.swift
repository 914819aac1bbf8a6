import Columnar
import Engine
import Labelling
import Stages
import Storage

/// The history of an image's label: every word on it, from first to last.
package struct LabelStory: Sendable, Encodable {
  /// A vote.
  package struct Vote: Sendable, Encodable {
    package let annotator: String
    /// Nil: no class was named.
    package let label: String?
    package let round: Int
    /// The iteration that had asked, where the answer came after its seal.
    package let lateFrom: Int?
  }

  /// A word on the label.
  package struct Event: Sendable, Encodable {
    /// The iteration; nil for a correction that waits.
    package let iteration: Int?
    /// Nil where people did not come to one.
    package let label: String?
    /// `unanimous`, `majority`, `senior`, `undecided`, `cannot_tell` or `correction`.
    package let decidedBy: String
    package let votes: [Vote]
    package let author: String?
    package let reason: String?
    package let supersededLabel: String?
    package let supersededIteration: Int?
  }

  package let image: String
  package let events: [Event]

  /// Reads the history of an image.
  ///
  /// - Throws: `ColumnarError`, `StorageError`, `EngineError.damaged`.
  package init(_ directory: DataDirectory, image: String) throws {
    self.image = image
    var events: [Event] = []
    var taken: Set<String> = []
    for number in try directory.iterations() {
      guard let manifest = try Iteration(directory, number).manifest() else { continue }
      taken.formUnion(manifest.record(AmendStage.stageName)?.outputs.map(\.fileSHA256) ?? [])
      let tables = TableFinder(directory, manifest)
      events += try tables.events(of: image)
    }
    for entry in try CorrectionBook(directory).entries()
    where !taken.contains(entry.digest) && ExactText(entry.correction.image) == ExactText(image) {
      let correction = entry.correction
      events.append(
        Event(
          iteration: nil, label: correction.label == "cannot_tell" ? nil : correction.label, decidedBy: "correction",
          votes: [], author: correction.author, reason: correction.reason,
          supersededLabel: correction.supersedes.label, supersededIteration: correction.supersedes.iteration))
    }
    self.events = events
  }

  /// The tables of labels in the order in which they were decided.
  static let labelTables = [
    (AmendStage.stageName, "labels.parquet"), (IngestStage.name(round: IngestStage.rounds), "labels.parquet"),
  ]
}

/// Finds an image in the tables of an iteration, whatever build wrote them.
private struct TableFinder {
  private let directory: DataDirectory
  private let manifest: Manifest

  init(_ directory: DataDirectory, _ manifest: Manifest) {
    self.directory = directory
    self.manifest = manifest
  }

  func reader(_ stage: String, _ file: String) throws -> TableReader? {
    guard let output = manifest.output(Artifact(stage, file)), output.rows != 0 else { return nil }
    return try TableReader(path: ComparedIteration.path(output, stage: stage, directory, manifest.iteration))
  }

  /// The rows of an image in a table.
  private func rows(_ image: String, _ stage: String, _ file: String) throws -> Table? {
    guard let reader = try reader(stage, file) else { return nil }
    let ids = try reader.read(columns: ["image_id"], as: reader.schema).strings("image_id")
    let wanted = Array(image.utf8)
    let rows = (0..<ids.count).filter { ids.utf8($0).elementsEqual(wanted) }
    return rows.isEmpty ? nil : try reader.read(rows: rows, as: reader.schema)
  }

  func events(of image: String) throws -> [LabelStory.Event] {
    var events: [LabelStory.Event] = []
    for (stage, file) in LabelStory.labelTables {
      guard let table = try rows(image, stage, file) else { continue }
      let isAmended = table.schema.index(of: "author") != nil
      var votes: [LabelStory.Vote] = []
      let sources = isAmended ? [stage] : (1...IngestStage.rounds).map(IngestStage.name)
      for source in sources {
        guard let answers = try rows(image, source, "annotations.parquet") else { continue }
        let annotators = try answers.strings("annotator")
        let labels = try answers.optionalStrings("label")
        let rounds = try answers.int32s("round")
        let late = isAmended ? try answers.int32s("late_from") : []
        votes += (0..<answers.rowCount).map {
          .init(
            annotator: annotators[$0], label: labels[$0], round: Int(rounds[$0]),
            lateFrom: isAmended ? Int(late[$0]) : nil)
        }
      }
      events.append(
        .init(
          iteration: manifest.iteration, label: try table.optionalStrings("label")[0],
          decidedBy: try table.strings("decided_by")[0], votes: votes,
          author: isAmended ? try table.optionalStrings("author")[0] : nil,
          reason: isAmended ? try table.optionalStrings("reason")[0] : nil,
          supersededLabel: isAmended ? try table.optionalStrings("superseded_label")[0] : nil,
          supersededIteration: isAmended ? try table.optionalInt32s("superseded_iteration")[0].map(Int.init) : nil))
    }
    return events
  }
}
