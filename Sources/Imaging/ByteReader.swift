/// Whole numbers out of bytes that are not trusted: whatever lies outside is nil.
struct ByteReader {
  let bytes: [UInt8]
  /// Where offsets are counted from.
  let start: Int
  /// Behind the last byte that may be read.
  let end: Int
  var isBigEndian = false

  init(_ bytes: [UInt8], _ range: Range<Int>? = nil) {
    self.bytes = bytes
    let all = bytes.indices
    let range = (range ?? all).clamped(to: all)
    start = range.lowerBound
    end = range.upperBound
  }

  /// How many bytes there are.
  var count: Int { end - start }

  /// The byte at an offset.
  func byte(_ offset: Int) -> UInt8? {
    offset >= 0 && offset < count ? bytes[start + offset] : nil
  }

  /// A number of up to eight bytes; nil too where it does not fit.
  func number(_ offset: Int, _ size: Int) -> Int? {
    guard offset >= 0, size >= 0, size <= 8, offset <= count, count - offset >= size else { return nil }
    var value: UInt64 = 0
    for index in 0..<size {
      value = value << 8 | UInt64(bytes[start + offset + (isBigEndian ? index : size - 1 - index)])
    }
    return Int(exactly: value)
  }

  /// A signed number of four bytes.
  func signed(_ offset: Int) -> Int? {
    number(offset, 4).map { Int(Int32(truncatingIfNeeded: $0)) }
  }

  /// Whether `text` stands at an offset.
  func has(_ text: StaticString, at offset: Int = 0) -> Bool {
    let size = text.utf8CodeUnitCount
    guard offset >= 0, offset <= count, count - offset >= size else { return false }
    return text.withUTF8Buffer { bytes[(start + offset)..<(start + offset + size)].elementsEqual($0) }
  }
}
