/// The rules of UTF-8 (Unicode 16, table 3-7).
package enum UTF8Form {
  /// The text that bytes are; nil if they are not well formed.
  package static func text(_ bytes: some Sequence<UInt8>) -> String? {
    String(validating: bytes, as: UTF8.self)
  }

  /// The length of the well-formed sequence at `index`, or 0.
  package static func length(of bytes: [UInt8], at index: Int) -> Int {
    let lead = bytes[index]
    let length: Int
    var second: ClosedRange<UInt8> = 0x80...0xBF
    switch lead {
    case 0..<0x80: return 1
    case 0xC2...0xDF: length = 2
    case 0xE0:
      length = 3
      second = 0xA0...0xBF
    case 0xED:
      length = 3
      second = 0x80...0x9F
    case 0xE1...0xEF: length = 3
    case 0xF0:
      length = 4
      second = 0x90...0xBF
    case 0xF1...0xF3: length = 4
    case 0xF4:
      length = 4
      second = 0x80...0x8F
    default: return 0
    }
    guard index + length <= bytes.count, second.contains(bytes[index + 1]) else { return 0 }
    for position in index + 2..<max(index + 2, index + length)
    where bytes[position] & 0xC0 != 0x80 { return 0 }
    return length
  }
}
