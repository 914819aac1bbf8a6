/// The headers of a BMP file, of Windows 2 to 5 and of OS/2.
struct BMPHeader {
  /// How the pixels are stored.
  enum Compression: Int {
    case none = 0
    case runsOfEight = 1
    case runsOfFour = 2
    case masks = 3
    case masksWithTransparency = 6
  }

  let size: ImageSize
  /// Whether the first row is the uppermost.
  let isTopDown: Bool
  /// Bits a pixel: 1, 2, 4, 8 with a palette, 16, 24 or 32 without.
  let bits: Int
  let compression: Compression
  /// Where the pixels begin.
  let pixelOffset: Int
  /// The palette: red, green, blue; grows to 256 entries of black.
  let palette: [(red: UInt8, green: UInt8, blue: UInt8)]
  /// Masks of red, green, blue and transparency, for 16 and 32 bits.
  let masks: [UInt32]

  /// The known sizes of the second header.
  static let sizes = [12, 16, 40, 52, 56, 64, 108, 124]

  /// Bytes of a row.
  var stride: Int { (size.width * bits + 31) / 32 * 4 }

  /// Width and height as they stand in the file: a negative height is a picture from the top.
  static func stored(_ reader: ByteReader) throws(ImagingError) -> (width: Int, height: Int) {
    let isOld = reader.number(14, 4) == 12
    guard let width = isOld ? reader.number(18, 2) : reader.signed(18),
      let height = isOld ? reader.number(20, 2) : reader.signed(22)
    else { throw .truncated(.bmp) }
    return (width, height)
  }

  /// Reads the headers.
  ///
  /// - Throws: ``ImagingError``.
  init(_ bytes: [UInt8]) throws(ImagingError) {
    let reader = ByteReader(bytes)
    let (width, height) = try Self.stored(reader)
    size = try ImageSize(claimedWidth: width, height: abs(height), .bmp)
    isTopDown = height < 0
    guard let length = reader.number(14, 4), let offset = reader.number(10, 4),
      let bits = reader.number(length == 12 ? 24 : 28, 2)
    else { throw .truncated(.bmp) }
    self.bits = bits
    pixelOffset = offset
    let code = length < 40 ? 0 : reader.number(30, 4)
    guard let code else { throw .truncated(.bmp) }
    guard let compression = Compression(rawValue: code), length != 64 || code < 3 else {
      throw .unsupported(.bmp, cause: "compression \(code)")
    }
    self.compression = compression
    let fits: [Int] =
      switch compression {
      case .none: [1, 2, 4, 8, 16, 24, 32]
      case .runsOfEight: [8]
      case .runsOfFour: [4]
      case .masks, .masksWithTransparency: [16, 32]
      }
    guard fits.contains(bits) else { throw .unsupported(.bmp, cause: "\(bits) bits, compression \(code)") }
    guard offset >= 14 + length else { throw .damaged(.bmp, cause: "pixels begin within the header") }
    guard offset <= reader.count else { throw .truncated(.bmp) }
    masks = try Self.masks(reader, compression, bits: bits, length: length)
    palette = bits <= 8 ? Self.palette(reader, length: length, bits: bits, end: offset) : []
    if bits <= 8, palette.isEmpty { throw .damaged(.bmp, cause: "no palette") }
  }

  private static func masks(
    _ reader: ByteReader, _ compression: Compression, bits: Int, length: Int
  ) throws(ImagingError) -> [UInt32] {
    guard compression == .masks || compression == .masksWithTransparency else {
      return bits == 16 ? [0x7c00, 0x3e0, 0x1f, 0] : [0xff_0000, 0xff00, 0xff, 0]
    }
    let count = length >= 56 || compression == .masksWithTransparency ? 4 : 3
    var masks: [UInt32] = []
    for index in 0..<count {
      guard let mask = reader.number(54 + 4 * index, 4) else { throw .truncated(.bmp) }
      masks.append(UInt32(truncatingIfNeeded: mask))
    }
    return masks + Array(repeating: 0, count: 4 - count)
  }

  private static func palette(
    _ reader: ByteReader, length: Int, bits: Int, end: Int
  ) -> [(red: UInt8, green: UInt8, blue: UInt8)] {
    let size = length == 12 ? 3 : 4
    let used = length < 40 ? 0 : reader.number(46, 4) ?? 0
    let count = min(used == 0 ? 1 << bits : used, 1 << bits, (end - 14 - length) / size)
    return (0..<count).map { index in
      let place = 14 + length + index * size
      return (reader.byte(place + 2) ?? 0, reader.byte(place + 1) ?? 0, reader.byte(place) ?? 0)
    }
  }
}
