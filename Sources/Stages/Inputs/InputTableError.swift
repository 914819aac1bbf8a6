import Columnar

/// A table of the user's that cannot be read, what it is for, and why.
package struct InputTableError: Error, Sendable, Equatable {
  /// The key of the spec that names it.
  package let purpose: String
  package let cause: ColumnarError

  /// Makes an error.
  package init(purpose: String, cause: ColumnarError) {
    self.purpose = purpose
    self.cause = cause
  }
}
