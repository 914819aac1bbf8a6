/// Pixels of a BMP that are stored as runs: RLE8 and RLE4.
struct BMPRuns {
  private let reader: ByteReader
  private let width: Int
  private let height: Int
  private let isFour: Bool
  private var position: Int
  private var x = 0
  private var y = 0
  /// Indices into the palette, the first stored row first; zero where the file names none.
  private(set) var indices: [UInt8]

  /// Decodes.
  ///
  /// - Throws: ``ImagingError/truncated(_:)`` where the bytes end before the mark of the end.
  init(_ bytes: [UInt8], _ header: BMPHeader) throws(ImagingError) {
    reader = ByteReader(bytes)
    (width, height) = (header.size.width, header.size.height)
    isFour = header.compression == .runsOfFour
    position = header.pixelOffset
    indices = [UInt8](repeating: 0, count: header.size.pixels)
    while true {
      let count = try next()
      let value = try next()
      if count > 0 {
        for index in 0..<Int(count) { put(isFour ? index % 2 == 0 ? value >> 4 : value & 15 : value) }
        continue
      }
      switch value {
      case 0: (x, y) = (0, y + 1)
      case 1: return
      case 2: (x, y) = (x + Int(try next()), y + Int(try next()))
      default: try literal(Int(value))
      }
    }
  }

  private mutating func next() throws(ImagingError) -> UInt8 {
    guard let byte = reader.byte(position) else { throw .truncated(.bmp) }
    position += 1
    return byte
  }

  /// Pixels one by one, filled up to an even number of bytes.
  private mutating func literal(_ count: Int) throws(ImagingError) {
    let length = isFour ? (count + 1) / 2 : count
    var pair: UInt8 = 0
    for index in 0..<count {
      if isFour {
        if index % 2 == 0 { pair = try next() }
        put(index % 2 == 0 ? pair >> 4 : pair & 15)
      } else {
        put(try next())
      }
    }
    if length % 2 == 1 { _ = try next() }
  }

  /// What lies outside the picture is left out.
  private mutating func put(_ value: UInt8) {
    if x < width, y < height { indices[y * width + x] = value }
    x += 1
  }
}
