import Texts

/// Caps on what is read, whoever wrote it.
package struct JSONLimits: Equatable, Sendable {
  /// Size of the text.
  package var bytes: Int
  /// Nesting of arrays and objects.
  package var depth: Int
  /// Values and keys in the document, or in one element of the array that is read by elements.
  package var values: Int
  /// Whether a key that an object has twice is an error.
  package var refusesDuplicates = true
  /// Whether `NaN`, `Infinity` and `-Infinity`, which Python writes and no JSON has, are read as null.
  package var takesNotFinite = false

  /// The caps; by default those of files of this program.
  package init(bytes: Int = 1 << 30, depth: Int = 128, values: Int = 50_000_000) {
    self.bytes = bytes
    self.depth = depth
    self.values = values
  }
}
