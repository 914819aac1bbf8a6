import Columnar
import Engine
import Labelling
import Storage
import Texts

/// What a label is about: bytes, or, where no table has their digest, a name.
package enum Picture: Hashable, Comparable, Sendable {
  case name(ExactText)
  case bytes(Digest)

  /// SHA-256 of its bytes, if they are known.
  package var digest: Digest? {
    guard case .bytes(let digest) = self else { return nil }
    return digest
  }
}

/// The decisions of iterations, in the order in which they were given.
package struct LabelDecisions {
  /// The tables of labels of an iteration.
  enum Part: CaseIterable {
    /// What it took in of earlier iterations.
    case amended
    /// What its own people answered.
    case answered
  }

  package private(set) var decisions: [LabelDecision] = []
  /// The bytes that were last labelled under each name.
  private var known: [ExactText: Digest] = [:]
  private var book: ShownPicturesByIteration
  private let directory: DataDirectory

  /// Begins without decisions.
  ///
  /// - Parameters:
  ///   - directory: The data directory.
  ///   - manifests: All iterations that are looked at, the first first.
  init(_ directory: DataDirectory, of manifests: [Manifest]) {
    self.directory = directory
    book = ShownPicturesByIteration(directory, manifests)
  }

  /// Reads all decisions of iterations, the first first.
  ///
  /// - Throws: `ColumnarError`, `StorageError`.
  package init(_ directory: DataDirectory, _ manifests: [Manifest]) throws {
    self.init(directory, of: manifests)
    for manifest in manifests { for part in Part.allCases { try add(part, of: manifest) } }
  }

  /// Reads all decisions of the iterations before one, and what that has amended of them.
  ///
  /// - Throws: `ColumnarError`, `StorageError`.
  package init(_ directory: DataDirectory, before manifest: Manifest, _ earlier: [Manifest]) throws {
    self.init(directory, of: earlier + [manifest])
    for manifest in earlier { for part in Part.allCases { try add(part, of: manifest) } }
    try add(.amended, of: manifest)
  }

  /// Adds the decisions of an iteration; none if it has not come so far.
  ///
  /// - Throws: `ColumnarError`, `StorageError`.
  mutating func add(_ part: Part, of manifest: Manifest) throws {
    let artifact = part == .amended ? Catalogue.Amend.labels : Catalogue.Ingest.labels(StageName.rounds)
    guard manifest.output(artifact) != nil else { return }
    let scope = IterationScope(directory: directory, iteration: manifest.iteration, earlier: [], manifest: manifest)
    let schema = part == .amended ? Tables.amendedLabels : Tables.labels
    let reader = try TableReader(path: scope.path(artifact))
    let table = try reader.read(as: schema.stored(in: reader))
    let ids = try table.strings("image_id")
    let labels = try table.optionalStrings("label")
    let weights = try table.doubles("weight")
    let decided = try table.strings("decided_by")
    let votes = try table.int32s("votes")
    let abstentions = try table.int32s("abstentions")
    let rounds = try table.int32s("round")
    let isWhole = part == .amended && table.schema.index(of: "sha256") != nil
    for (row, digest) in try digests(table, part, manifest).enumerated() {
      decisions.append(
        LabelDecision(
          imageID: ids[row], digest: digest, label: labels[row], weight: weights[row], decidedBy: decided[row],
          iteration: manifest.iteration, votes: Int(votes[row]), abstentions: Int(abstentions[row]),
          round: Int(rounds[row]), isAmended: part == .amended, isWhole: isWhole))
      known[ids[row].exact] = digest
    }
  }

  /// The bytes that each row is about.
  private mutating func digests(_ table: Table, _ part: Part, _ manifest: Manifest) throws -> [Digest?] {
    if table.schema.index(of: "sha256") != nil { return try table.optionalDigests("sha256") }
    let ids = try table.strings("image_id").strings
    guard part == .amended else {
      let shown = try book.shown(manifest.iteration)
      return ids.map { shown?.digest(image: $0) }
    }
    let late = try table.optionalInt32s("late_from")
    return try ids.indices.map { row in
      if let digest = known[ids[row].exact] { return digest }
      return try late[row].flatMap { try book.shown(Int($0))?.digest(image: ids[row]) }
    }
  }
}
