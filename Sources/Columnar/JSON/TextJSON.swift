/// Texts in quotation marks, with what JSON or a terminal would not take as text escaped.
package enum TextJSON {
  /// A text as JSON.
  package static func text(_ text: String) -> String {
    var bytes: [UInt8] = []
    append(Array(text.utf8)[...], to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Adds valid UTF-8 as JSON.
  ///
  /// Control characters (C0, DEL, C1), line and paragraph separators and the controls of writing direction are escaped: a
  /// terminal obeys some of them, and some readers take others for the end of a line.
  package static func append(_ text: ArraySlice<UInt8>, to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "\""))
    var plain = text.startIndex
    var index = text.startIndex
    while index < text.endIndex {
      let byte = text[index]
      // Nearly all bytes end here.
      if byte >= 0x20, byte < 0x7F, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") {
        index += 1
        continue
      }
      let length = byte < 0x80 ? 1 : (byte < 0xE0 ? 2 : (byte < 0xF0 ? 3 : 4))
      let end = min(index + length, text.endIndex)
      let scalar = length > 3 ? 0xFFFF : scalar(text[index..<end])
      if isEscaped(scalar) {
        bytes += text[plain..<index]
        appendEscape(scalar, to: &bytes)
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

  private static func isEscaped(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0..<0x20, 0x22, 0x5C, 0x7F...0x9F, 0x61C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069: true
    default: false
    }
  }

  private static func appendEscape(_ scalar: UInt32, to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "\\"))
    switch scalar {
    case 0x08: bytes.append(UInt8(ascii: "b"))
    case 0x09: bytes.append(UInt8(ascii: "t"))
    case 0x0A: bytes.append(UInt8(ascii: "n"))
    case 0x0C: bytes.append(UInt8(ascii: "f"))
    case 0x0D: bytes.append(UInt8(ascii: "r"))
    case 0x22, 0x5C: bytes.append(UInt8(truncatingIfNeeded: scalar))
    default:
      bytes.append(UInt8(ascii: "u"))
      NumberText.appendHex(UInt8(truncatingIfNeeded: scalar >> 8), to: &bytes)
      NumberText.appendHex(UInt8(truncatingIfNeeded: scalar), to: &bytes)
    }
  }
}
