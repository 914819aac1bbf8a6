/// Texts packed one behind the other in UTF-8, as Parquet and Arrow hold them.
///
/// Comparing and searching work on the bytes, which is how Winnow compares ids: Swift's own `==` on strings is
/// canonical equivalence and would take two different file names for one.
package struct StringArray: Sendable, Equatable {
  /// The bytes of all texts.
  package private(set) var bytes: [UInt8]
  /// Where each text begins, and the end of the last: one more than there are texts.
  package private(set) var offsets: [Int]

  /// Packs `texts`.
  package init(_ texts: some Sequence<String> = []) {
    bytes = []
    offsets = [0]
    for text in texts { append(text) }
  }

  /// Takes over packed texts.
  ///
  /// - Parameters:
  ///   - bytes: Valid UTF-8.
  ///   - offsets: Ascending, from 0 to `bytes.count`.
  package init(bytes: [UInt8], offsets: [Int]) {
    self.bytes = bytes
    self.offsets = offsets
  }

  /// The number of texts.
  package var count: Int { offsets.count - 1 }

  /// The text at `index`.
  package subscript(index: Int) -> String {
    String(decoding: bytes[offsets[index]..<offsets[index + 1]], as: UTF8.self)
  }

  /// The UTF-8 bytes of the text at `index`.
  package func utf8(_ index: Int) -> ArraySlice<UInt8> {
    bytes[offsets[index]..<offsets[index + 1]]
  }

  /// All texts, unpacked.
  package var strings: [String] { (0..<count).map { self[$0] } }

  /// Adds a text at the end.
  package mutating func append(_ text: String) {
    bytes.append(contentsOf: text.utf8)
    offsets.append(bytes.count)
  }

  /// Adds all texts of `other` at the end.
  package mutating func append(contentsOf other: StringArray) {
    let base = bytes.count
    bytes += other.bytes
    offsets.append(contentsOf: other.offsets.dropFirst().lazy.map { base + $0 })
  }

  /// Adds a text, given as valid UTF-8, at the end.
  package mutating func append(utf8 text: ArraySlice<UInt8>) {
    bytes.append(contentsOf: text)
    offsets.append(bytes.count)
  }
}
