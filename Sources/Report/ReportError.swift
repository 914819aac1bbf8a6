/// Why a report cannot be written or read.
package enum ReportError: Error, Equatable, Sendable {
  /// A number that JSON cannot express, at a place in the report (`cost.total`, `learning_curve.2.macro_f1`).
  case notFinite(at: String)
  /// The text is not the JSON of a report; what was wrong, and where.
  case unreadable(at: String, problem: String)
  /// The report was written by a later version of Winnow.
  case newerVersion(found: Int, known: Int)
}
