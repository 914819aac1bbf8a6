import Engine

/// An embedder that failed and whose last words name a field that requests had before version 2.
package struct OutdatedEmbedderError: Error, Sendable, Equatable {
  private static let fields = ["classes", "iteration", "random_seed"].flatMap { ["'\($0)'", "\"\($0)\""] }

  /// The hook's failure.
  package let cause: EngineError

  /// Takes a failure of an embedder; nil where it has nothing to do with fields that are gone.
  package init?(_ error: EngineError) {
    guard case .hook(_, _, _, _, let tail) = error,
      tail.contains(where: { line in Self.fields.contains { line.contains($0) } })
    else { return nil }
    cause = error
  }
}
