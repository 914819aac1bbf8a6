import Texts

/// A value of a JSON document: its kind and its place.
package struct JSONNode: Sendable {
  /// What a value is; of strings, whether one has an escape.
  package enum Kind: UInt8, Sendable {
    case null, bool, number, string, escapedString, array, object
  }

  package internal(set) var kind: Kind
  /// The first byte; for a string, the one after its quotation mark.
  package internal(set) var start: Int
  /// The byte after the last; for a string, its closing quotation mark.
  package internal(set) var end: Int
  /// The index of the node after this one and all within it.
  package internal(set) var next: Int
}
