import Columnar

/// A table of a hook that cannot be read, and why.
package struct HookTableError: Error, Sendable, Equatable {
  package let stage: String
  package let file: String
  package let cause: ColumnarError

  /// Makes an error.
  package init(stage: String, file: String, cause: ColumnarError) {
    self.stage = stage
    self.file = file
    self.cause = cause
  }
}
