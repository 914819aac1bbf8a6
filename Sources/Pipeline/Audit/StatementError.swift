/// Why a statement does not hold.
package enum StatementError: Error, Sendable, Equatable {
  case signature(path: String)
  /// It is not what `winnow reproduce` writes of any content.
  case form(path: String)
  case otherChain(expected: String, found: String?)
}
