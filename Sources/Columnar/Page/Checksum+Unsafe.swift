import CZlib

/// The CRC-32 that Parquet puts before a page (the polynomial of zip and PNG).
enum Checksum {
  /// The check sum of `bytes`, going on from that of the bytes before them.
  static func crc32(_ bytes: UnsafeRawBufferPointer, after earlier: UInt32 = 0) -> UInt32 {
    guard let base = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), !bytes.isEmpty else {
      return earlier
    }
    return UInt32(truncatingIfNeeded: crc32_z(UInt(earlier), base, bytes.count))
  }

  /// The check sum of `bytes`, going on from that of the bytes before them.
  static func crc32(_ bytes: [UInt8], after earlier: UInt32 = 0) -> UInt32 {
    bytes.withUnsafeBytes { crc32($0, after: earlier) }
  }
}
