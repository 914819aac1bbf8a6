import Engine
import Storage
import Texts

/// `embeddings/dropped.json`: the parts of the embeddings that were dropped on purpose, since they can be computed again.
///
/// A part that is absent and stands here with the digest that an iteration recorded is dropped, not damaged. The file
/// carries a digest of itself, as a manifest does.
package struct DroppedParts: Sendable, Equatable {
  /// A part that is gone.
  package struct Part: Codable, Sendable, Equatable {
    /// Its path below the data directory.
    package let path: String
    /// The SHA-256 of its bytes.
    package let fileSHA256: String

    enum CodingKeys: String, CodingKey {
      case path
      case fileSHA256 = "file_sha256"
    }

    /// Names a part.
    package init(path: String, fileSHA256: String) {
      self.path = path
      self.fileSHA256 = fileSHA256
    }
  }

  /// The file's path below the data directory.
  package static let path = "embeddings/\(StoreName.dropped)"

  /// The parts, by path.
  package let parts: [Part]

  /// Lists parts.
  package init(_ parts: [Part]) {
    self.parts = parts.sortedByBytes(of: \.path)
  }

  /// Reads the list of a data directory; none if there is no such file.
  ///
  /// - Throws: `EngineError.damaged`, `StorageError`.
  package static func read(root: String) throws -> DroppedParts {
    DroppedParts(try ManifestFile.read([Part].self, from: "\(root)/\(path)") ?? [])
  }

  /// The bytes of the file.
  ///
  /// - Throws: What encoding throws.
  package func encoded() throws -> [UInt8] { try ManifestFile.encode(parts) }

  /// Whether the part at `path` with these bytes was dropped.
  package func contains(_ path: String, fileSHA256: String) -> Bool {
    parts.contains { $0.path.equalsByBytes(path) && $0.fileSHA256 == fileSHA256 }
  }
}
