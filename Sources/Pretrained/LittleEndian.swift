/// Numbers in bytes that may end anywhere.
struct LittleEndian {
  private let bytes: [UInt8]

  /// Takes the bytes.
  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// How many there are.
  var count: Int { bytes.count }

  /// The number of one to seven bytes, without a sign; nil if the bytes end before it does.
  func number(at offset: Int, bytes length: Int) -> Int? {
    slice(offset, length)?.reversed().reduce(0) { $0 << 8 | Int($1) }
  }

  /// Some bytes; nil if not all of them are there.
  func slice(_ offset: Int, _ length: Int) -> ArraySlice<UInt8>? {
    guard offset >= 0, length >= 0, offset <= bytes.count, length <= bytes.count - offset else { return nil }
    return bytes[offset..<offset + length]
  }
}
