import CZlib

/// The chunks of a PNG file (ISO/IEC 15948, 5.3), seen from outside.
struct PNGChunks {
  /// The parts of the file that make the picture: the signature, the critical chunks and the transparency.
  ///
  /// The others cannot change a pixel, and whatever is wrong in them must not stop the decoder.
  private(set) var picture: [Range<Int>] = [0..<8]
  /// How many of the sixteen bits of a sample count, by the chunk `sBIT`.
  private(set) var significantBits: Int?

  /// The largest metadata chunk that is passed over, in bytes.
  private static let largest = 16 << 20
  private static let pictureChunks: [StaticString] = ["IHDR", "PLTE", "tRNS", "IDAT", "IEND"]

  /// Checks that every chunk up to the last is there in full, and its checksum right.
  ///
  /// - Parameter bytes: A file that begins with the signature.
  /// - Throws: ``ImagingError/truncated(_:)``, ``ImagingError/damaged(_:cause:)``.
  init(_ bytes: [UInt8]) throws(ImagingError) {
    var reader = ByteReader(bytes)
    reader.isBigEndian = true
    var position = 8
    while true {
      guard let length = reader.number(position, 4), let checksum = reader.number(position + 8 + length, 4) else {
        throw .truncated(.png)
      }
      let whole = position..<(position + 12 + length)
      guard Self.checksum(bytes, (position + 4)..<(position + 8 + length)) == checksum else {
        throw .damaged(.png, cause: "a chunk's checksum is wrong")
      }
      let isCritical = bytes[position + 4] & 0x20 == 0
      if isCritical || Self.pictureChunks.contains(where: { reader.has($0, at: position + 4) }) {
        picture.append(whole)
      } else if length > Self.largest {
        throw .damaged(.png, cause: "a metadata chunk of \(length) bytes")
      } else if reader.has("sBIT", at: position + 4), significantBits == nil {
        significantBits = bytes[(position + 8)..<(position + 8 + length)].prefix(3).max().map { Int($0) }
      }
      position = whole.upperBound
      if reader.has("IEND", at: whole.lowerBound + 4) {
        guard length == 0 else { throw .damaged(.png, cause: "the last chunk is not as it must be") }
        return
      }
    }
  }

  private static func checksum(_ bytes: [UInt8], _ range: Range<Int>) -> Int {
    bytes[range].withUnsafeBufferPointer { Int(truncatingIfNeeded: crc32_z(0, $0.baseAddress, $0.count)) }
  }

  /// Where the EXIF block lies; nil where there is none.
  static func exif(_ bytes: [UInt8]) -> Range<Int>? {
    var reader = ByteReader(bytes)
    reader.isBigEndian = true
    var position = 8
    while let length = reader.number(position, 4) {
      let body = (position + 8)..<(position + 8 + length)
      if reader.has("eXIf", at: position + 4) { return body }
      if reader.has("IEND", at: position + 4) { return nil }
      position = body.upperBound + 4
    }
    return nil
  }
}
