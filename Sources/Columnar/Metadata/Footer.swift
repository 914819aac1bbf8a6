import Storage

/// The end of a file: where it is, what it says, and how ours is protected.
///
/// No page's check sum covers the footer or a page's header. So a file of ours has in its key-value metadata the SHA-256
/// of the footer, computed with 64 zeros in its place, and each column chunk the CRC-32 of its page headers.
enum Footer {
  /// The bytes at both ends of a file.
  static let magic = Array("PAR1".utf8)
  /// The key of the table's name.
  static let tableKey = "winnow.table"
  /// The key of the schema's version.
  static let versionKey = "winnow.version"
  /// The key of the footer's digest, and its placeholder.
  static let digestKey = "winnow.footer_sha256"
  static let placeholder = String(repeating: "0", count: 64)
  /// The key of the check sum over a chunk's page headers.
  static let headerChecksumKey = "winnow.page_headers_crc32"
  /// The key of the check sum over a chunk's offset index.
  static let offsetIndexChecksumKey = "winnow.offset_index_crc32"
  /// The key of the check sum over a chunk's column index.
  static let columnIndexChecksumKey = "winnow.column_index_crc32"
  /// What wrote our files.
  static let writer = "winnow"
  /// The largest footer that is read, in bytes.
  static let limit = 32 << 20

  /// Reads a file's footer.
  ///
  /// - Returns: What it says, where it begins, and whether the file is ours.
  /// - Throws: `ColumnarError`, `StorageError`.
  static func read(_ file: FileReader) throws -> (metadata: FileMetadata, start: Int, isOurs: Bool) {
    guard file.size >= 12 else { throw ColumnarError(.notParquet) }
    let tail = try file.read(at: file.size - 8, count: 8)
    if Array(tail[4...]) == Array("PARE".utf8) { throw ColumnarError(.encrypted) }
    guard Array(tail[4...]) == magic, try file.read(at: 0, count: 4) == magic else {
      throw ColumnarError(.notParquet)
    }
    let length = tail[..<4].reversed().reduce(0) { $0 << 8 | Int($1) }
    guard length <= file.size - 12 else { throw ColumnarError(.inconsistent(.footerLength)) }
    guard length <= limit else { throw ColumnarError(.tooLarge(bytes: length, limit: limit)) }
    let start = file.size - 8 - length
    let bytes = try file.read(at: start, count: length)
    var reader = ThriftReader(bytes, 0..<bytes.count)
    let metadata = try FileMetadata(&reader)
    if metadata.isEncrypted { throw ColumnarError(.encrypted) }
    let isOurs = try check(metadata, bytes, end: reader.position)
    return (metadata, start, isOurs)
  }

  /// The bytes of our footer, its length and the magic, its digest filled in.
  static func encode(_ metadata: FileMetadata) -> [UInt8] {
    var metadata = metadata
    metadata.createdBy = writer
    metadata.keyValues.append(KeyValue(key: digestKey, value: placeholder))
    let digest = Digest(of: metadata.encoded())
    metadata.keyValues[metadata.keyValues.count - 1].value = digest.hex
    let bytes = metadata.encoded()
    let length = UInt32(truncatingIfNeeded: bytes.count)
    return bytes + (0..<4).map { UInt8(truncatingIfNeeded: length >> UInt32(8 * $0)) } + magic
  }

  /// Checks the digest if the file is ours.
  private static func check(
    _ metadata: FileMetadata, _ bytes: [UInt8], end: Int
  ) throws(ColumnarError) -> Bool {
    guard isOurs(metadata.createdBy, bytes) else { return false }
    guard end == bytes.count, let entry = metadata.keyValues.last(where: { $0.key == digestKey }),
      let range = entry.valueRange, range.count == placeholder.utf8.count
    else { throw ColumnarError(.footerDigest) }
    var blank = bytes
    blank.replaceSubrange(range, with: placeholder.utf8)
    guard Array(bytes[range]) == Array(Digest(of: blank).hex.utf8) else { throw ColumnarError(.footerDigest) }
    return true
  }

  /// Whether a file claims to be ours.
  ///
  /// The digest's key is looked for in the bytes: damage may have hidden it from the reader. Some libraries carry our
  /// key-value metadata over into files of their own, in which the digest cannot hold; they say who they are, and not by a
  /// name that damage could have made of ours.
  private static func isOurs(_ createdBy: String?, _ bytes: [UInt8]) -> Bool {
    if createdBy == writer { return true }
    if let createdBy, zip(createdBy.utf8, writer.utf8).count(where: { $0 == $1 }) < writer.utf8.count - 2 {
      return false
    }
    return bytes.firstRange(of: digestKey.utf8) != nil
  }
}
