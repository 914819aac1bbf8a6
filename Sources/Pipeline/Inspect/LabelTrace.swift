import Columnar
import Engine
import Labelling
import Stages
import Storage
import Texts

/// The history of an image's label: every decision on the pictures that the name ever meant, from first to last.
///
/// A label belongs to bytes. So a name may have meant several pictures, one after the other, and a picture may have had
/// several names; the answers under each of them are listed.
package struct LabelTrace: Sendable, Encodable {
  /// A vote.
  package struct Vote: Sendable, Encodable {
    package let annotator: String
    /// Nil: no class was named.
    package let label: String?
    package let round: Int
    /// The iteration that had asked, where the answer came after its seal.
    package let lateFrom: Int?
  }

  /// A decision on the label.
  package struct Event: Sendable, Encodable {
    /// The iteration; nil for a correction that waits.
    package let iteration: Int?
    /// What the picture was called.
    package let image: String
    /// SHA-256 of its bytes, in hexadecimal digits; nil if no table has it.
    package let sha256: String?
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

  /// From when on a picture is called what it is called.
  package struct Place: Sendable, Encodable {
    package let iteration: Int
    /// SHA-256 of its bytes, in hexadecimal digits.
    package let sha256: String
    /// The images of that iteration's pool that have these bytes, as far as they are known by name or come first; none if
    /// the pool has lost them.
    package let images: [String]
  }

  package let image: String
  package let events: [Event]
  /// What the pictures were called, one entry where that is not what it was in the iteration before.
  package let places: [Place]

  /// Reads the history of an image, by any name that its picture has had.
  ///
  /// - Throws: `ColumnarError`, `StorageError`, `EngineError.damaged`.
  package init(_ directory: DataDirectory, image: String) throws {
    self.image = image
    let manifests = try directory.iterations().compactMap { try Iteration(directory, $0).manifest() }
    let pools = try manifests.map { try TableFinder(directory, $0).reader(Catalogue.Pool.images) }
    let all = LabelledPicture.all(try LabelDecisions(directory, manifests).decisions)
    // The pictures that the name has meant, in the order in which it did.
    var digests: [Digest] = []
    for pool in pools {
      if let digest = try TraceRow.find(image, in: pool)?.digest("sha256"), !digests.contains(digest) {
        digests.append(digest)
      }
    }
    let named = all.filter { $0.names.contains { ExactText($0) == ExactText(image) } }
    digests += named.compactMap(\.digest).filter { !digests.contains($0) }
    let related = all.filter { picture in
      picture.digest.map(digests.contains) ?? named.contains { $0.picture == picture.picture }
    }
    let names = Set((related.flatMap(\.names) + [image]).map(ExactText.init)).sorted().map(\.text)

    var events: [Event] = []
    var taken: Set<String> = []
    let wanted = Set(related.map(\.picture))
    for manifest in manifests {
      taken.formUnion(manifest.record(StageName.amend)?.outputs.map(\.fileSHA256) ?? [])
    }
    for decision in try LabelDecisions(directory, manifests).decisions where wanted.contains(decision.picture) {
      guard let manifest = manifests.first(where: { $0.iteration == decision.iteration }) else { continue }
      events.append(
        try TableFinder(directory, manifest).event(decision, names: decision.isAmended ? names : [decision.imageID]))
    }
    for entry in try CorrectionFolder(directory).entries() where !taken.contains(entry.digest) {
      let correction = entry.correction
      let isMeant =
        correction.sha256.map { sha256 in digests.contains { $0.hex == sha256 } }
        ?? (ExactText(correction.image) == ExactText(image))
      guard isMeant else { continue }
      events.append(
        Event(
          iteration: nil, image: correction.image, sha256: correction.sha256,
          label: correction.label == "cannot_tell" ? nil : correction.label, decidedBy: "correction",
          votes: [], author: correction.author, reason: correction.reason,
          supersededLabel: correction.supersedes.label, supersededIteration: correction.supersedes.iteration))
    }
    self.events = events
    places = try Self.places(digests, names: names, manifests: manifests, pools: pools)
  }

  private static func places(
    _ digests: [Digest], names: [String], manifests: [Manifest], pools: [TableReader?]
  ) throws -> [Place] {
    try digests.flatMap { digest in
      var last: [String]?
      return try zip(manifests, pools).compactMap { manifest, pool -> Place? in
        guard let pool else { return nil }
        var images = try names.filter { try TraceRow.find($0, in: pool)?.digest("sha256") == digest }
        if images.isEmpty, let first = try TraceRow.find(digest, in: pool)?.string("image_id") { images = [first] }
        defer { last = images }
        guard images.map(ExactText.init) != (last ?? []).map(ExactText.init) else { return nil }
        return Place(iteration: manifest.iteration, sha256: digest.hex, images: images)
      }
    }
  }
}

/// Finds an image in the tables of an iteration, whatever build wrote them.
private struct TableFinder {
  private let directory: DataDirectory
  private let manifest: Manifest

  init(_ directory: DataDirectory, _ manifest: Manifest) {
    self.directory = directory
    self.manifest = manifest
  }

  func reader(_ artifact: Artifact) throws -> TableReader? {
    guard let output = manifest.output(artifact), output.rows != 0 else { return nil }
    return try TableReader(path: RecordedIteration.path(output, stage: artifact.stage, directory, manifest.iteration))
  }

  /// The rows of images in a table.
  private func rows(_ images: [String], _ artifact: Artifact) throws -> [TraceRow] {
    guard let reader = try reader(artifact) else { return [] }
    let ids = try reader.read(columns: ["image_id"], as: reader.schema).strings("image_id")
    let wanted = images.map { Array($0.utf8) }
    let rows = (0..<ids.count).filter { row in wanted.contains { ids.utf8(row).elementsEqual($0) } }
    return rows.isEmpty ? [] : TraceRow.all(try reader.read(rows: rows, as: reader.schema))
  }

  /// What was said, and by whom.
  func event(_ decision: LabelDecision, names: [String]) throws -> LabelTrace.Event {
    let table = Catalogue.decided(amended: decision.isAmended)
    let row = try rows([decision.imageID], table).first { row in
      let digest = try row.digest("sha256")
      return digest == nil || digest == decision.digest
    }
    let sources =
      decision.isAmended ? [Catalogue.Amend.annotations] : (1...StageName.rounds).map(Catalogue.Ingest.annotations)
    let votes = try sources.flatMap { try rows(names, $0) }.map { row in
      LabelTrace.Vote(
        annotator: try row.string("annotator") ?? "", label: try row.string("label"), round: try row.int("round") ?? 1,
        lateFrom: try row.int("late_from"))
    }
    return LabelTrace.Event(
      iteration: manifest.iteration, image: decision.imageID, sha256: decision.digest?.hex, label: decision.label,
      decidedBy: decision.decidedBy, votes: votes, author: try row?.string("author"), reason: try row?.string("reason"),
      supersededLabel: try row?.string("superseded_label"), supersededIteration: try row?.int("superseded_iteration"))
  }
}
