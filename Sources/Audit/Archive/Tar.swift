/// The `ustar` form of POSIX.1-2017 (pax), as far as it is needed: regular files, without times or owners.
enum Tar {
  static let block = 512

  /// The header of a file, with a pax record before it where the name does not fit.
  static func header(_ name: String, size: Int) -> [UInt8] {
    let bytes = Array(name.utf8)
    guard bytes.count > 100 else { return block(bytes, size: size, type: UInt8(ascii: "0")) }
    var record: [UInt8] = []
    // The length of the record counts its own digits.
    let body = Array(" path=".utf8) + bytes + [0x0A]
    var length = body.count + 1
    while String(length).utf8.count + body.count != length { length = String(length).utf8.count + body.count }
    record += Array(String(length).utf8) + body
    return block(Array("pax".utf8), size: record.count, type: UInt8(ascii: "x")) + padded(record)
      + block(Array(bytes.prefix(100)), size: size, type: UInt8(ascii: "0"))
  }

  /// Bytes filled up with zeros to whole blocks.
  static func padded(_ bytes: [UInt8]) -> [UInt8] { bytes + padding(bytes.count) }

  /// The zeros after a file of `size` bytes.
  static func padding(_ size: Int) -> [UInt8] { Array(repeating: 0, count: (block - size % block) % block) }

  private static func block(_ name: [UInt8], size: Int, type: UInt8) -> [UInt8] {
    var header = [UInt8](repeating: 0, count: block)
    func put(_ bytes: [UInt8], at place: Int) { header.replaceSubrange(place..<place + bytes.count, with: bytes) }
    func octal(_ value: Int, _ digits: Int) -> [UInt8] {
      let text = String(value, radix: 8)
      return Array((String(repeating: "0", count: max(0, digits - text.utf8.count)) + text).utf8)
    }
    put(name, at: 0)
    put(octal(0o644, 7), at: 100)
    put(octal(0, 7), at: 108)
    put(octal(0, 7), at: 116)
    put(octal(size, 11), at: 124)
    put(octal(0, 11), at: 136)
    put(Array(repeating: 0x20, count: 8), at: 148)
    header[156] = type
    put(Array("ustar\u{0}00".utf8), at: 257)
    let sum = header.reduce(0) { $0 + Int($1) }
    put(octal(sum, 6) + [0, 0x20], at: 148)
    return header
  }

  /// What a header says.
  struct Entry {
    let name: [UInt8]
    let size: Int
    let type: UInt8
  }

  /// Reads a header; nil for a block of zeros, which ends an archive.
  ///
  /// - Throws: `ArchiveError.damaged`.
  static func entry(_ header: [UInt8]) throws -> Entry? {
    guard header.count == block else { throw ArchiveError.damaged }
    if header.allSatisfy({ $0 == 0 }) { return nil }
    let sum = header.enumerated().reduce(0) { $0 + ((148..<156).contains($1.offset) ? 0x20 : Int($1.element)) }
    guard number(header[148..<156]) == sum, let size = number(header[124..<136]),
      header[257..<262].elementsEqual("ustar".utf8)
    else { throw ArchiveError.damaged }
    return Entry(name: Array(header[..<100].prefix { $0 != 0 }), size: size, type: header[156])
  }

  private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
    let text = digits.prefix { $0 != 0 && $0 != 0x20 }
    // No sign: a size is not negative.
    guard text.allSatisfy({ (0x30...0x37).contains($0) }) else { return nil }
    return Int(String(decoding: text, as: UTF8.self), radix: 8)
  }

  /// The path that a pax record gives to the file after it.
  static func path(_ record: [UInt8]) -> [UInt8]? {
    var rest = record[...]
    while let space = rest.firstIndex(of: 0x20), let length = Int(String(decoding: rest[..<space], as: UTF8.self)),
      length > space - rest.startIndex + 1, length <= rest.count
    {
      let body = rest[(space + 1)..<(rest.startIndex + length - 1)]
      if body.starts(with: "path=".utf8) { return Array(body.dropFirst(5)) }
      rest = rest[(rest.startIndex + length)...]
    }
    return nil
  }
}
