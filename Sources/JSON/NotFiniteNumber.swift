/// A number that JSON cannot express.
package struct NotFiniteNumber: Error, Equatable, Sendable {
  /// The keys and indices that lead to it.
  package let path: [String]
}
