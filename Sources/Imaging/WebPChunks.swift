/// The chunks of a WebP file (RFC 9649), seen from outside.
enum WebPChunks {
  /// Whether the file is as long as it says.
  static func isComplete(_ bytes: [UInt8]) -> Bool {
    guard let length = ByteReader(bytes).number(4, 4) else { return false }
    return length <= bytes.count - 8
  }

  /// Where the EXIF block lies; nil where there is none.
  static func exif(_ bytes: [UInt8]) -> Range<Int>? {
    let reader = ByteReader(bytes)
    var position = 12
    while let length = reader.number(position + 4, 4) {
      let body = (position + 8)..<(position + 8 + length)
      if reader.has("EXIF", at: position) {
        // Some writers keep the name that the block has in a JPEG.
        let name = reader.has("Exif\0\0", at: body.lowerBound) ? 6 : 0
        return min(body.lowerBound + name, body.upperBound)..<body.upperBound
      }
      position = body.upperBound + length % 2
    }
    return nil
  }
}
