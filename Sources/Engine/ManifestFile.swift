import JSON
import Storage

/// Reads and writes `manifest.json` and `stage.json`, each of which carries a digest of itself.
///
/// The file is canonical JSON (keys sorted, no insignificant white space but line breaks) of the value and, last, a
/// line `sha256` with the digest of the canonical bytes before it.
package enum ManifestFile {
  private struct Envelope<Value: Codable>: Codable {
    let content: Value
    let sha256: String
  }

  /// Reads a value and checks its digest.
  ///
  /// - Returns: Nil if there is no such file.
  /// - Throws: `EngineError.damaged` if the digest does not hold or the text is no such value.
  package static func read<Value: Codable>(_ type: Value.Type, from path: String) throws -> Value? {
    guard Files.exists(path) else { return nil }
    let bytes = try Files.read(path, limit: 256 << 20)
    guard let envelope = try? CodedJSON.read(Envelope<Value>.self, from: bytes) else {
      throw EngineError.damaged(path: path, .unreadable)
    }
    let digest = try digest(of: envelope.content)
    guard digest == envelope.sha256 else {
      throw EngineError.damaged(path: path, .digest(expected: envelope.sha256, found: digest))
    }
    return envelope.content
  }

  /// The bytes of the file that holds `value`.
  package static func encode(_ value: some Codable) throws -> [UInt8] {
    try CodedJSON.bytes(of: Envelope(content: value, sha256: digest(of: value)), .pretty) + [0x0A]
  }

  private static func digest(of value: some Codable) throws -> String {
    var builder = DigestBuilder()
    builder.update(try CodedJSON.bytes(of: value, .compact))
    return builder.finalize().hex
  }
}
