import Texts

/// What is escaped in a text beside what JSON itself asks for.
package struct JSONEscapes: OptionSet, Sendable {
  package let rawValue: Int
  /// Makes a set of them.
  package init(rawValue: Int) { self.rawValue = rawValue }

  /// Nothing: files that last.
  package static let plain: JSONEscapes = []
  /// The slash, as `\/`: files whose first version had it so, for they are compared byte for byte.
  package static let slashes = JSONEscapes(rawValue: 1)
  /// What a terminal obeys or some readers take for the end of a line: DEL, C1, separators of lines and paragraphs, controls
  /// of writing direction.
  package static let terminal = JSONEscapes(rawValue: 2)
  /// U+0008 and U+000C as `\u0008` and `\u000c`, not as `\b` and `\f`: files whose first version had them so.
  package static let numbered = JSONEscapes(rawValue: 4)

  /// What has no place in a text file: the JSON can stand in a YAML file.
  ///
  /// All of it is in the basic plane, so that there are no surrogate pairs, which YAML does not read.
  package static let textFile = JSONEscapes(rawValue: 8)

  /// Whether a character is escaped.
  func escapes(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0..<0x20, 0x22, 0x5C: true
    case 0x2F: contains(.slashes)
    case 0x7F...0x9F, 0x61C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069:
      contains(.terminal) || isUnfit(scalar)
    case 0x80...0xFFFF: isUnfit(scalar)
    default: false
    }
  }

  private func isUnfit(_ scalar: UInt32) -> Bool {
    contains(.textFile) && Unicode.Scalar(scalar)?.isUnfitForText == true
  }

  /// Whether U+0008 and U+000C are escaped by a letter.
  var hasAllLetters: Bool { !contains(.numbered) }
}
