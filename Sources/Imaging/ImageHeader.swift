/// An image's format and size, read from the beginning of its file.
package struct ImageHeader: Sendable, Equatable {
  /// The file's format, by its first bytes.
  package let format: ImageFormat
  /// Pixels a row, at least 1.
  package let width: Int
  /// Rows, at least 1.
  package let height: Int

  /// Reads the header of a file or of a beginning of it.
  init(_ bytes: [UInt8]) throws(ImagingError) {
    let format = try Self.format(of: bytes)
    let size =
      switch format {
      case .jpeg: try Self.jpegSize(bytes)
      case .png: try Self.pngSize(bytes)
      }
    guard size.width > 0, size.height > 0 else {
      throw .damaged(format, cause: "size \(size.width) × \(size.height)")
    }
    self.format = format
    width = size.width
    height = size.height
  }

  private static let pngSignature: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]

  /// The format that the first bytes name.
  static func format(of bytes: [UInt8]) throws(ImagingError) -> ImageFormat {
    if bytes.isEmpty { throw .empty }
    let signature = min(bytes.count, pngSignature.count)
    if bytes[..<signature] == pngSignature[..<signature] {
      if signature < pngSignature.count { throw .truncated(.png) }
      return .png
    }
    if bytes[0] == 0xff {
      if bytes.count < 3 {
        if bytes.count == 1 || bytes[1] == 0xd8 { throw .truncated(.jpeg) }
      } else if bytes[1] == 0xd8, bytes[2] == 0xff {
        return .jpeg
      }
    }
    throw .unknownFormat
  }

  /// The size in a PNG's first chunk (ISO/IEC 15948, 11.2.1).
  private static func pngSize(_ bytes: [UInt8]) throws(ImagingError) -> (width: Int, height: Int) {
    guard bytes.count >= 24 else { throw .truncated(.png) }
    guard bytes[8..<16].elementsEqual([0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52]) else {
      throw .damaged(.png, cause: "the first chunk is not IHDR")
    }
    func number(_ offset: Int) -> Int {
      bytes[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) }
    }
    return (number(16), number(20))
  }

  /// The size in a JPEG's frame header (ITU-T T.81, B.2.2).
  private static func jpegSize(_ bytes: [UInt8]) throws(ImagingError) -> (width: Int, height: Int) {
    var position = 2
    while true {
      guard position < bytes.count else { throw .truncated(.jpeg) }
      guard bytes[position] == 0xff else { throw .damaged(.jpeg, cause: "no marker where one must be") }
      while position < bytes.count, bytes[position] == 0xff { position += 1 }
      guard position + 2 < bytes.count else { throw .truncated(.jpeg) }
      let marker = bytes[position]
      let length = Int(bytes[position + 1]) << 8 | Int(bytes[position + 2])
      switch marker {
      case 0xc0...0xc3, 0xc5...0xc7, 0xc9...0xcb, 0xcd...0xcf:
        guard position + 7 < bytes.count else { throw .truncated(.jpeg) }
        let height = Int(bytes[position + 4]) << 8 | Int(bytes[position + 5])
        let width = Int(bytes[position + 6]) << 8 | Int(bytes[position + 7])
        return (width, height)
      case 0x00, 0x01, 0xd0...0xda:
        throw .damaged(.jpeg, cause: "no frame header before the image data")
      default:
        guard length >= 2 else { throw .damaged(.jpeg, cause: "marker segment shorter than its length") }
        position += 1 + length
      }
    }
  }
}
