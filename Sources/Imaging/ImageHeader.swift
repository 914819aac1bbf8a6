/// An image's format and size, read from the beginning of its file.
package struct ImageHeader: Sendable, Equatable {
  /// The file's format, by its first bytes, whatever its name ends in.
  package let format: ImageFormat
  /// Pixels a row as people see it, at least 1 and at most 2³¹ − 1.
  package let width: Int
  /// Rows as people see them, at least 1 and at most 2³¹ − 1.
  package let height: Int
  /// How the stored pixels are turned.
  let orientation: Orientation
  /// As stored.
  let stored: ImageSize

  /// Pixels in all; a number that fits.
  package var pixels: Int { stored.pixels }

  /// Reads the header of a file or of a beginning of it.
  init(_ bytes: [UInt8]) throws(ImagingError) {
    let format = try Self.format(of: bytes)
    let size =
      switch format {
      case .jpeg: try JPEGMarkers.size(bytes)
      case .png: try Self.pngSize(bytes)
      case .bmp: try BMPHeader.stored(ByteReader(bytes))
      case .tiff: try TIFFDecoder.size(bytes)
      case .webp: try WebPDecoder.size(bytes)
      }
    self.format = format
    stored = try ImageSize(claimedWidth: size.width, height: format == .bmp ? abs(size.height) : size.height, format)
    orientation = Orientation(of: bytes, format)
    (width, height) =
      orientation.swapsSides ? (stored.height, stored.width) : (stored.width, stored.height)
  }

  private static let pngSignature: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]

  /// The format that the first bytes name.
  ///
  /// - Throws: ``ImagingError/foreign(_:)`` for one that is known and not read, ``ImagingError/unknownFormat``,
  ///   ``ImagingError/truncated(_:)`` where a signature breaks off.
  static func format(of bytes: [UInt8]) throws(ImagingError) -> ImageFormat {
    if bytes.isEmpty { throw .empty }
    let signature = min(bytes.count, pngSignature.count)
    if bytes[..<signature] == pngSignature[..<signature] {
      if signature < pngSignature.count { throw .truncated(.png) }
      return .png
    }
    let reader = ByteReader(bytes)
    if bytes[0] == 0xff, bytes.count < 3 {
      if bytes.count == 1 || bytes[1] == 0xd8 { throw .truncated(.jpeg) }
    } else if bytes.starts(with: [0xff, 0xd8, 0xff]) {
      return .jpeg
    }
    if TagDirectory.isTIFF(reader) {
      // Canon's raw files say so behind the header.
      if reader.has("CR", at: 8), reader.byte(10) == 2 { throw .foreign(.cameraRaw) }
      return .tiff
    }
    if reader.has("RIFF"), bytes.count < 12 { throw .truncated(.webp) }
    if reader.has("RIFF"), reader.has("WEBP", at: 8) { return .webp }
    if reader.has("BM") {
      guard let length = reader.number(14, 4) else { throw .truncated(.bmp) }
      if BMPHeader.sizes.contains(length) { return .bmp }
    }
    if let foreign = ForeignFormat(bytes) { throw .foreign(foreign) }
    throw .unknownFormat
  }

  /// The size in a PNG's first chunk (ISO/IEC 15948, 11.2.1).
  private static func pngSize(_ bytes: [UInt8]) throws(ImagingError) -> (width: Int, height: Int) {
    var reader = ByteReader(bytes)
    reader.isBigEndian = true
    guard let width = reader.number(16, 4), let height = reader.number(20, 4) else { throw .truncated(.png) }
    if reader.has("CgBI", at: 12) { throw .unsupported(.png, cause: "Apple's own kind, with a chunk CgBI") }
    guard reader.number(8, 4) == 13, reader.has("IHDR", at: 12) else {
      throw .damaged(.png, cause: "the first chunk is not IHDR")
    }
    return (width, height)
  }
}
