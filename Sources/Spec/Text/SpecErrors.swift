/// All mistakes of a spec at once, in the order of their positions.
package struct SpecErrors: Error, Equatable, Sendable {
  /// At least one.
  package let diagnostics: [Diagnostic]

  /// Takes mistakes, at least one.
  package init(diagnostics: [Diagnostic]) { self.diagnostics = diagnostics }
}
