import Texts

/// Texts in quotation marks: the one place that escapes.
///
/// The quotation mark, the backslash and the control characters below U+0020 are escaped, everything else is itself;
/// `JSONEscapes` says what else a text of some purpose escapes.
package enum JSONText {
  /// A text as JSON.
  package static func text(_ text: String, _ escapes: JSONEscapes = .plain) -> String {
    var bytes: [UInt8] = []
    append(text, escapes, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Adds a text as JSON.
  package static func append(_ text: String, _ escapes: JSONEscapes = .plain, to bytes: inout [UInt8]) {
    var text = text
    text.withUTF8 { utf8 in append(Array(utf8)[...], escapes, to: &bytes) }
  }

  /// Adds valid UTF-8 as JSON.
  package static func append(_ text: ArraySlice<UInt8>, _ escapes: JSONEscapes, to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "\""))
    var plain = text.startIndex
    var index = text.startIndex
    while index < text.endIndex {
      let byte = text[index]
      // Nearly all bytes end here.
      if byte >= 0x20, byte < 0x7F, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"), byte != UInt8(ascii: "/") {
        index += 1
        continue
      }
      let length = byte < 0x80 ? 1 : (byte < 0xE0 ? 2 : (byte < 0xF0 ? 3 : 4))
      let end = min(index + length, text.endIndex)
      let scalar = length > 3 ? 0x10000 : scalar(text[index..<end])
      if escapes.escapes(scalar) {
        bytes += text[plain..<index]
        appendEscape(scalar, escapes, to: &bytes)
        plain = end
      }
      index = end
    }
    bytes += text[plain...]
    bytes.append(UInt8(ascii: "\""))
  }

  /// The number of a character of one to three bytes.
  private static func scalar(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    guard let first = bytes.first else { return 0 }
    if bytes.count == 1 { return UInt32(first) }
    let top = UInt32(first & (bytes.count == 2 ? 0x1F : 0x0F))
    return bytes.dropFirst().reduce(top) { $0 << 6 | UInt32($1 & 0x3F) }
  }

  private static func appendEscape(_ scalar: UInt32, _ escapes: JSONEscapes, to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "\\"))
    switch scalar {
    case 0x08 where escapes.hasAllLetters: bytes.append(UInt8(ascii: "b"))
    case 0x09: bytes.append(UInt8(ascii: "t"))
    case 0x0A: bytes.append(UInt8(ascii: "n"))
    case 0x0C where escapes.hasAllLetters: bytes.append(UInt8(ascii: "f"))
    case 0x0D: bytes.append(UInt8(ascii: "r"))
    case 0x22, 0x2F, 0x5C: bytes.append(UInt8(truncatingIfNeeded: scalar))
    default:
      bytes.append(UInt8(ascii: "u"))
      NumberText.appendHex(UInt8(truncatingIfNeeded: scalar >> 8), to: &bytes)
      NumberText.appendHex(UInt8(truncatingIfNeeded: scalar), to: &bytes)
    }
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
