/// Why a hook of ours cannot begin.
package enum HookRequestError: Error, Sendable, Equatable {
  /// `WINNOW_REQUEST` is not set: it was not the engine that started it.
  case notSet
  case unreadable(path: String)
  /// The request follows another version of the contract.
  case otherVersion(path: String, found: Int, known: Int)
  /// The request lacks an input or output that the hook needs.
  case missing(field: String)
}
