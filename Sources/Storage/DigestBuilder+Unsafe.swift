/// A SHA-256 in the making.
package struct DigestBuilder: Sendable {
  private var hash = SHA256()

  /// Starts with nothing.
  package init() {}

  /// Adds bytes as they are.
  package mutating func update(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { hash.update($0) }
  }

  /// Adds bytes as they are.
  package mutating func update(_ bytes: UnsafeRawBufferPointer) {
    hash.update(bytes)
  }

  /// Adds the length of the UTF-8 bytes, as 64 bits, and the bytes, so that no two lists of texts have one digest.
  package mutating func update(_ text: String) {
    let bytes = Array(text.utf8)
    update(UInt64(bytes.count))
    update(bytes)
  }

  /// Adds 64 bits, the least significant byte first.
  package mutating func update(_ number: UInt64) {
    withUnsafeBytes(of: number.littleEndian) { hash.update($0) }
  }

  /// The digest of what was added so far.
  package func finalize() -> Digest {
    Digest(of: hash)
  }
}
