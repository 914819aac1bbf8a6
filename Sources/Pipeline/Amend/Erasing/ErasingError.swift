/// Why nothing was erased.
package enum ErasingError: Error, Sendable, Equatable {
  /// No pool has ever listed the image; `known` are those that one has.
  case unknownImage(String, known: [String])
  /// Another erasure was cut short and comes first.
  case unfinished(order: String, image: String)
  /// A file has changed since the erasure was planned.
  case changed(path: String)
}
