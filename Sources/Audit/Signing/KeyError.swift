/// Why a key cannot be used.
package enum KeyError: Error, Sendable, Equatable {
  /// It is no Ed25519 key of the kind that is needed.
  case unusable(path: String, secret: Bool)
}
