/// Comparison of texts by their UTF-8 bytes, the order of ids, paths and keys.
///
/// Swift's own operators compare by canonical equivalence: `"é"` and `"e\u{301}"` are equal to them and are different ids.
extension String {
  /// Whether this text comes before `other` by UTF-8 bytes.
  package func precedesByBytes(_ other: String) -> Bool {
    withBytes { left in other.withBytes { right in left.precedes(right) } }
  }

  /// Whether this text has the same UTF-8 bytes as `other`.
  package func equalsByBytes(_ other: String) -> Bool {
    withBytes { left in other.withBytes { right in left.count == right.count && left.elementsEqual(right) } }
  }

  /// This text as a key that compares by bytes.
  package var exact: ExactText { ExactText(self) }

  /// Lends the text's UTF-8 bytes, which nearly every text has in one place.
  private func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
    utf8.withContiguousStorageIfAvailable(body) ?? Array(utf8).withUnsafeBufferPointer(body)
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// Whether these bytes come before `other`'s, each taken without a sign; a beginning comes before the whole.
  fileprivate func precedes(_ other: Self) -> Bool {
    for index in 0..<Swift.min(count, other.count) where self[index] != other[index] {
      return self[index] < other[index]
    }
    return count < other.count
  }
}
