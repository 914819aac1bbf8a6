import Storage
import Texts

/// All erasures of a data directory, in their order.
package struct Erasures: Sendable, Equatable {
  /// The folder below the data directory.
  package static let folder = "erasures"

  /// The first erased first.
  package let records: [Erasure]

  /// Reads the records; none if there is no such folder.
  ///
  /// - Throws: `EngineError.damaged`, `StorageError`.
  package init(root: String) throws {
    let folder = "\(root)/\(Self.folder)"
    guard Files.isDirectory(folder) else {
      records = []
      return
    }
    records = try Files.list(folder).filter { !$0.hasPrefix(".") }.compactMap { name in
      guard let record = try ManifestFile.read(Erasure.self, from: "\(folder)/\(name)"),
        Self.name(record.number) == name
      else { throw EngineError.damaged(path: "\(folder)/\(name)", .unreadable) }
      return record
    }.sorted { $0.number < $1.number }
  }

  private init(_ records: [Erasure]) { self.records = records }

  /// No erasures.
  package static let none = Erasures([])

  /// The file name of a record.
  package static func name(_ number: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits + ".json"
  }

  /// Writes a record.
  ///
  /// The caller holds the directory's lock.
  ///
  /// - Throws: `StorageError`.
  package static func write(_ record: Erasure, root: String) throws {
    try Files.createDirectory("\(root)/\(folder)")
    try Files.writeAtomically(ManifestFile.encode(record), to: "\(root)/\(folder)/\(name(record.number))")
  }

  /// The ids of the images that are erased, as bytes.
  package var images: Set<[UInt8]> { Set(records.flatMap(\.images).map { Array($0.utf8) }) }

  /// The SHA-256 of their files.
  package var digests: Set<String> { Set(records.flatMap(\.imageSHA256)) }

  /// The edits of a file in their order, each with the order that asked for it.
  package func edits(of path: String) -> [(edit: Erasure.Edit, record: Erasure)] {
    records.flatMap { record in
      record.edits.filter { $0.path.equalsByBytes(path) }.map { ($0, record) }
    }
  }

  /// What a file's bytes were before anything of it was erased: the digests that `digest` came from, itself last.
  package func origins(of path: String, digest: String) -> [String] {
    var chain = [digest]
    for (edit, _) in edits(of: path).reversed() where edit.after?.sha256 == chain[0] {
      chain.insert(edit.before.sha256, at: 0)
    }
    return chain
  }

  /// What enters the key of a stage that depends on which images are erased; nothing without any.
  package var inputs: [NamedValue] {
    guard !records.isEmpty else { return [] }
    var builder = DigestBuilder()
    for image in images.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
      builder.update(UInt64(image.count))
      builder.update(image)
    }
    for digest in digests.sorted() { builder.update(digest) }
    return [NamedValue(Self.folder, builder.finalize().hex)]
  }
}
