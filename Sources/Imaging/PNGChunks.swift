/// The chunks of a PNG file (ISO/IEC 15948, 5.3), seen from outside.
enum PNGChunks {
  /// The last chunk: no data, its type, its checksum.
  private static let end: [UInt8] = [0, 0, 0, 0, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82]

  /// Checks that every chunk up to the last is there in full.
  ///
  /// The decoder does not read the last checksum.
  ///
  /// - Parameter bytes: A file that begins with the signature.
  /// - Throws: ``ImagingError/truncated(_:)``, ``ImagingError/damaged(_:cause:)``.
  static func checkComplete(_ bytes: [UInt8]) throws(ImagingError) {
    var position = 8
    while true {
      guard bytes.count - position >= end.count else { throw .truncated(.png) }
      let isEnd = bytes[position + 4..<position + 8].elementsEqual(end[4..<8])
      if isEnd {
        guard bytes[position..<position + end.count].elementsEqual(end) else {
          throw .damaged(.png, cause: "the last chunk is not as it must be")
        }
        return
      }
      let length = bytes[position..<position + 4].reduce(0) { $0 << 8 | Int($1) }
      guard bytes.count - position - end.count >= length else { throw .truncated(.png) }
      position += end.count + length
    }
  }
}
