import Foundation
import Storage
import Texts

/// An Ed25519 key (RFC 8032) that signs: PKCS #8 in PEM as `openssl genpkey -algorithm ed25519` writes it (RFC 8410), or its 32
/// bytes.
package struct SigningKey: Sendable {
  private static let prefix: [UInt8] = [
    0x30, 0x2E, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
  ]
  private let key: Ed25519
  private let path: String

  /// Reads a key.
  ///
  /// - Throws: `KeyError.unusable`, which says nothing of what the file holds; `StorageError`.
  package init(file path: String) throws {
    let bytes = try KeyFile.bytes(path, label: "PRIVATE KEY", prefix: Self.prefix)
    guard let key = Ed25519(secret: bytes) else {
      throw KeyError.unusable(path: path, secret: true)
    }
    self.key = key
    self.path = path
  }

  /// The 64 bytes of the signature of `bytes`.
  ///
  /// - Throws: `KeyError.unusable` if the library cannot sign with it.
  package func signature(of bytes: [UInt8]) throws -> [UInt8] {
    guard let signature = key.signature(of: bytes) else { throw KeyError.unusable(path: path, secret: true) }
    return signature
  }
}

/// An Ed25519 key that checks signatures: SubjectPublicKeyInfo in PEM as `openssl pkey -pubout` writes it, or its 32 bytes.
package struct CheckingKey: Sendable {
  private static let prefix: [UInt8] = [0x30, 0x2A, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x03, 0x21, 0x00]
  private let key: Ed25519

  /// Reads a key.
  ///
  /// - Throws: `KeyError.unusable`, `StorageError`.
  package init(file path: String) throws {
    let bytes = try KeyFile.bytes(path, label: "PUBLIC KEY", prefix: Self.prefix)
    guard let key = Ed25519(public: bytes) else {
      throw KeyError.unusable(path: path, secret: false)
    }
    self.key = key
  }

  /// Whether `signature` is that of `bytes`.
  package func isValid(_ signature: [UInt8], of bytes: [UInt8]) -> Bool { key.isValid(signature, of: bytes) }
}

/// Reads the 32 bytes of a key out of a file.
private enum KeyFile {
  static func bytes(_ path: String, label: String, prefix: [UInt8]) throws -> [UInt8] {
    let bytes = try Files.read(path, limit: 1 << 16)
    if bytes.count == 32 { return bytes }
    let lines = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline).map {
      $0.trimmingCharacters(in: .whitespaces)
    }
    guard let start = lines.firstIndex(of: "-----BEGIN \(label)-----"),
      let end = lines[start...].firstIndex(of: "-----END \(label)-----"),
      let body = Base64.decode(lines[(start + 1)..<end].joined()), body.count == prefix.count + 32,
      body.starts(with: prefix)
    else { throw KeyError.unusable(path: path, secret: label == "PRIVATE KEY") }
    return Array(body.suffix(32))
  }
}
