/// Shortens long texts so that they still bound what they stood for.
enum TextBound {
  /// The longest text that stands in statistics and indexes, in bytes.
  static let longest = 64

  /// A lower bound: the beginning of `text`, whole characters.
  static func lower(_ text: [UInt8]) -> (bound: [UInt8], isExact: Bool) {
    text.count <= longest ? (text, true) : (Array(text[..<end(text)]), false)
  }

  /// An upper bound: the beginning of `text` with its last character replaced by the next.
  ///
  /// - Returns: Nil where no character of the beginning has a next one.
  static func upper(_ text: [UInt8]) -> (bound: [UInt8], isExact: Bool)? {
    guard text.count > longest else { return (text, true) }
    var scalars = String(decoding: text[..<end(text)], as: UTF8.self).unicodeScalars
    while let last = scalars.popLast() {
      // Surrogates are no characters; the order of code points is that of their bytes.
      let next = last.value == 0xD7FF ? 0xE000 : last.value + 1
      guard let scalar = Unicode.Scalar(next) else { continue }
      scalars.append(scalar)
      return (Array(String(scalars).utf8), false)
    }
    return nil
  }

  /// Where the last whole character of the first `longest` bytes ends.
  private static func end(_ text: [UInt8]) -> Int {
    var end = longest
    while end > 0, text[end] & 0xC0 == 0x80 { end -= 1 }
    return end
  }
}
