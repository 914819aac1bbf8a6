/// The first directory of a TIFF, a BigTIFF or an EXIF block: whole numbers by tag (TIFF 6.0, section 2).
struct TagDirectory {
  /// The tags that are asked for.
  enum Tag: Int {
    case subfileType = 254
    case width = 256
    case height = 257
    case photometric = 262
    case orientation = 274
    case time = 306
    case subdirectories = 330
    case exifDirectory = 34_665
    case originalTime = 36_867
    case dngVersion = 50_706
  }

  private let reader: ByteReader
  private let first: Int
  private let entries: Int
  private let isBig: Bool
  private var entrySize: Int { isBig ? 20 : 12 }

  /// Whether bytes begin as a TIFF.
  static func isTIFF(_ reader: ByteReader) -> Bool {
    ["II*\0", "MM\0*", "II+\0", "MM\0+"].contains { reader.has($0) }
  }

  /// Finds the directory; nil where the bytes begin otherwise or end before it does.
  init?(_ reader: ByteReader) {
    guard Self.isTIFF(reader) else { return nil }
    var reader = reader
    reader.isBigEndian = reader.has("MM")
    let isBig = reader.number(2, 2) == 43
    if isBig, reader.number(4, 2) != 8 { return nil }
    guard let start = isBig ? reader.number(8, 8) : reader.number(4, 4) else { return nil }
    self.init(reader, at: start, isBig: isBig)
  }

  /// The directory at an offset; nil where the bytes end before it does.
  private init?(_ reader: ByteReader, at start: Int, isBig: Bool) {
    self.isBig = isBig
    guard let entries = reader.number(start, isBig ? 8 : 2) else { return nil }
    first = start + (isBig ? 8 : 2)
    guard entries <= (reader.count - first) / (isBig ? 20 : 12) else { return nil }
    self.reader = reader
    self.entries = entries
  }

  /// Where the entry of a tag lies.
  private func entry(_ tag: Tag) -> Int? {
    for index in 0..<entries {
      let offset = first + index * entrySize
      if reader.number(offset, 2) == tag.rawValue { return offset }
    }
    return nil
  }

  /// Whether there is such a tag.
  func has(_ tag: Tag) -> Bool { entry(tag) != nil }

  /// The value of a tag that has one whole number.
  func number(_ tag: Tag) -> Int? {
    guard let offset = entry(tag), let type = reader.number(offset + 2, 2),
      reader.number(offset + 4, isBig ? 8 : 4) == 1
    else { return nil }
    let value = offset + (isBig ? 12 : 8)
    switch type {
    case 1: return reader.number(value, 1)
    case 3: return reader.number(value, 2)
    case 4: return reader.number(value, 4)
    case 16: return isBig ? reader.number(value, 8) : nil
    default: return nil
    }
  }

  /// The directory that a tag leads to.
  func directory(_ tag: Tag) -> TagDirectory? {
    number(tag).flatMap { TagDirectory(reader, at: $0, isBig: isBig) }
  }

  /// The text of a tag, at most `limit` characters of ASCII; nil where it is no text or not all there.
  func text(_ tag: Tag, limit: Int = 64) -> String? {
    guard let offset = entry(tag), reader.number(offset + 2, 2) == 2,
      let count = reader.number(offset + 4, isBig ? 8 : 4), count > 0, count <= limit
    else { return nil }
    let field = offset + (isBig ? 12 : 8)
    guard let start = count <= (isBig ? 8 : 4) ? field : reader.number(field, isBig ? 8 : 4) else { return nil }
    guard start <= reader.count - count else { return nil }
    var text = ""
    for place in 0..<count {
      guard let byte = reader.byte(start + place), byte < 128 else { return nil }
      if byte == 0 { break }
      text.unicodeScalars.append(Unicode.Scalar(UInt8(byte)))
    }
    return text
  }
}
