/// Comparison of texts by their UTF-8 bytes, the order of ids, paths and keys.
///
/// Swift's own operators compare by canonical equivalence: `"é"` and `"e\u{301}"` are equal to them and are different ids.
extension StringProtocol {
  /// Whether this text comes before `other` by UTF-8 bytes.
  package func precedesByBytes(_ other: some StringProtocol) -> Bool {
    utf8.lexicographicallyPrecedes(other.utf8)
  }

  /// Whether this text has the same UTF-8 bytes as `other`.
  package func equalsByBytes(_ other: some StringProtocol) -> Bool {
    utf8.elementsEqual(other.utf8)
  }
}

extension String {
  /// This text as a key that compares by bytes.
  package var exact: ExactText { ExactText(self) }
}
