import Engine
import Foundation
import Stages
import Storage
import Texts

/// Removes a picture on order and leaves a record: the only thing that edits what is sealed.
///
/// The record is written first, with what will be done; then each file is replaced in one step; then the record says that it is
/// done. Killed at any instant, the same order given again completes it; given once more, it finds nothing left to do.
package struct Erasing: Sendable {
  /// What came of it.
  package struct Outcome: Sendable {
    /// The record; of a dry run what it would say.
    package let record: Erasure
    /// Whether everything had been erased before: `record` is that of then.
    package let wasDone: Bool
  }

  private let directory: DataDirectory
  private let poolRoot: String?

  /// Prepares an erasure.
  ///
  /// - Parameters:
  ///   - directory: The data directory.
  ///   - poolRoot: The folder of the images, if their own files are to go too; nil leaves them.
  package init(_ directory: DataDirectory, poolRoot: String?) {
    self.directory = directory
    self.poolRoot = poolRoot
  }

  /// Erases a picture.
  ///
  /// The caller holds the directory's lock, but for a dry run.
  ///
  /// - Throws: `ErasingError`, `EngineError.damaged`, `ColumnarError`, `StorageError`.
  package func run(image: String, order: String, reason: String, dryRun: Bool) throws -> Outcome {
    let erasures = try Erasures(root: directory.root)
    let cut = erasures.records.first { $0.state == .intended }
    if let cut, !cut.order.equalsByBytes(order) || !cut.images.contains(where: { $0.equalsByBytes(image) }) {
      throw ErasingError.unfinished(order: cut.order, image: cut.images.first ?? "")
    }
    let scratch = FileManager.default.temporaryDirectory.appendingPathComponent("winnow-erase-\(UUID().uuidString)")
      .path
    try Files.createDirectory(scratch)
    defer { try? Files.remove(scratch) }
    let search = try ErasureSearch(directory, image: image, erasures: erasures)
    let plan = try ErasurePlan(directory, search, erasures: erasures, poolRoot: poolRoot, scratch: scratch)
    if cut == nil, plan.changes.isEmpty,
      let last = erasures.records.last(where: { $0.images.contains { $0.equalsByBytes(image) } })
    {
      return Outcome(record: last, wasDone: true)
    }
    let done = try cut?.edits.filter(isDone) ?? []
    var record = Erasure(
      number: cut?.number ?? (erasures.records.last?.number ?? 0) + 1, images: search.images,
      imageSHA256: search.digests, order: order, reason: cut?.reason ?? reason,
      time: cut?.time ?? Timestamp.text(Timestamp.now(), digits: 0), state: .intended,
      edits: (done + plan.changes.map(\.edit)).sortedByBytes(of: \.path),
      remains: try plan.remains + openBatches(search) + Self.always)
    if dryRun { return Outcome(record: record, wasDone: false) }
    try Erasures.write(record, root: directory.root)
    for change in plan.changes { try apply(change) }
    record.state = .done
    try Erasures.write(record, root: directory.root)
    return Outcome(record: record, wasDone: false)
  }

  /// What no erasure takes back.
  private static let always = [
    "ids, labels, votes, scores and predictions in tables, which hold no picture",
    "what models learned from it before; the next one is trained without it",
    "logs of hooks, and copies outside this directory",
  ]

  /// Open iterations whose batch shows the picture: what people return about it is still to come.
  private func openBatches(_ search: ErasureSearch) throws -> [String] {
    try directory.iterations().compactMap { number in
      guard try Iteration(directory, number).manifest()?.sealed == nil else { return nil }
      let folder = "iterations/\(DataDirectory.iterationName(number))/export-"
      return search.files.contains { $0.hasPrefix(folder) }
        ? "iteration \(number) is open: if its batch shows the picture, give the order again when the answers are in"
        : nil
    }
  }

  /// Whether an edit was done before a kill: the file is what it was to become.
  private func isDone(_ edit: Erasure.Edit) throws -> Bool {
    let path = place(edit)
    guard let after = edit.after else { return !Files.exists(path) }
    guard Files.exists(path) else { return false }
    return try Files.digest(of: path).digest.hex == after.sha256
  }

  private func apply(_ change: ErasurePlan.Change) throws {
    let path = place(change.edit)
    guard try Files.digest(of: path).digest.hex == change.edit.before.sha256 else {
      throw ErasingError.changed(path: change.edit.path)
    }
    if let bytes = change.bytes {
      try Files.writeAtomically(bytes, to: path)
    } else {
      try Files.remove(path)
      try Files.fsyncDirectory(Files.parent(of: path))
    }
  }

  private func place(_ edit: Erasure.Edit) -> String {
    edit.kind == .pixels ? "\(poolRoot ?? "")/\(edit.path.dropFirst(5))" : directory.path(edit.path)
  }
}
