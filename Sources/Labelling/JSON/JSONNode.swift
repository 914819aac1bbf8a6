/// A value of a JSON document: its kind and its place.
struct JSONNode {
  enum Kind: UInt8 {
    case null, bool, number, string, escapedString, array, object
  }

  var kind: Kind
  /// The first byte; for a string, the one after its quotation mark.
  var start: Int
  /// The byte after the last; for a string, its closing quotation mark.
  var end: Int
  /// The index of the node after this one and all within it.
  var next: Int
}

/// Bytes of UTF-8 and of JSON's escapes.
enum UTF8Form {
  /// The length of the well-formed sequence at `index`, or 0 (Unicode 16, table 3-7).
  static func length(of bytes: [UInt8], at index: Int) -> Int {
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

  /// The value of hexadecimal digits of either case.
  static func hexadecimal(_ digits: ArraySlice<UInt8>) -> UInt32? {
    var value: UInt32 = 0
    for byte in digits {
      switch byte {
      case 0x30...0x39: value = value << 4 | UInt32(byte - 0x30)
      case 0x41...0x46: value = value << 4 | UInt32(byte - 0x41 + 10)
      case 0x61...0x66: value = value << 4 | UInt32(byte - 0x61 + 10)
      default: return nil
      }
    }
    return value
  }
}
