import Engine
import JSON
import Storage

/// `corrections/`: every correction as a file that is called by the SHA-256 of its bytes, written once and never changed.
package struct CorrectionFolder: Sendable {
  /// A correction as it is kept.
  package struct Entry: Sendable, Equatable {
    package let correction: Correction
    package let digest: String
    let bytes: [UInt8]
  }

  /// The folder below the data directory.
  package static let folder = "corrections"

  private let directory: DataDirectory

  /// Opens the book of a data directory; nothing is made.
  package init(_ directory: DataDirectory) { self.directory = directory }

  /// The file name of a correction.
  static func name(_ digest: String) -> String { "\(digest).json" }

  /// All corrections in the order in which they were given.
  ///
  /// - Throws: `EngineError.damaged` for a file that is not what its name says; `StorageError`.
  package func entries() throws -> [Entry] {
    let folder = directory.path(Self.folder)
    guard Files.isDirectory(folder) else { return [] }
    return try Files.list(folder).filter { !$0.hasPrefix(".") }.map { name in
      let path = "\(folder)/\(name)"
      let bytes = try Files.read(path, limit: 1 << 20)
      let digest = Digest(of: bytes).hex
      guard Self.name(digest) == name else {
        throw EngineError.damaged(path: path, .digest(expected: String(name.prefix(64)), found: digest))
      }
      guard let correction = try? CodedJSON.read(Correction.self, from: bytes) else {
        throw EngineError.damaged(path: path, .unreadable)
      }
      return Entry(correction: correction, digest: digest, bytes: bytes)
    }.sorted { ($0.correction.number, $0.digest) < ($1.correction.number, $1.digest) }
  }

  /// Adds corrections; each is on the disk under its name before this returns.
  ///
  /// The caller holds the directory's lock.
  ///
  /// - Throws: `StorageError`; those before the one that failed are kept.
  package func append(_ corrections: [Correction]) throws {
    try Files.createDirectory(directory.path(Self.folder))
    for correction in corrections {
      let bytes = try correction.encoded()
      try Files.writeAtomically(
        bytes, to: directory.path("\(Self.folder)/\(Self.name(Digest(of: bytes).hex))"))
    }
  }
}
