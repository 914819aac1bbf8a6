import Spec

/// The folder of the pool is not there.
///
/// The line of the spec that names it is shown with its comment, where a spec that others are to run says what the folder is made of.
package struct PoolRootError: Error, Sendable, Equatable {
  /// What is wrong, at its place in the spec.
  package let diagnostic: Diagnostic

  /// Makes an error.
  package init(_ diagnostic: Diagnostic) { self.diagnostic = diagnostic }
}
