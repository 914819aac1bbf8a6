import Report

/// A quality report that cannot be read, by its file.
package struct QualityFileError: Error, Equatable, Sendable {
  package let path: String
  package let cause: ReportError

  /// Makes an error.
  package init(path: String, cause: ReportError) {
    self.path = path
    self.cause = cause
  }
}
