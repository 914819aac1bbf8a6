/// A string that is equal to another only if their UTF-8 bytes are, and ordered by them.
///
/// Swift's own comparison holds `"é"` and `"e\u{301}"` equal; ids that differ so are different ids.
package struct ExactText: Hashable, Comparable, Sendable {
  package let text: String

  /// Wraps `text`.
  package init(_ text: String) {
    self.text = text
  }

  package static func == (left: ExactText, right: ExactText) -> Bool {
    left.text.equalsByBytes(right.text)
  }

  package static func < (left: ExactText, right: ExactText) -> Bool {
    left.text.precedesByBytes(right.text)
  }

  package func hash(into hasher: inout Hasher) {
    var copy = text
    copy.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    hasher.combine(UInt8(0xFF))
  }
}

/// Two strings compared as `ExactText` is.
package struct ExactPair: Hashable, Sendable {
  package let first: ExactText
  package let second: ExactText

  /// Wraps two texts.
  package init(_ first: String, _ second: String) {
    self.first = ExactText(first)
    self.second = ExactText(second)
  }
}
