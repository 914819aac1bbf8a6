import Texts

extension ReportError: ReportedError {
  package var code: String {
    switch self {
    case .notFinite: "report.not_finite"
    case .unreadable: "report.unreadable"
    case .newerVersion: "report.newer_version"
    }
  }

  package var kind: ErrorKind { .damaged }

  package var message: String { "the quality report: \(problem)" }

  /// What is wrong, for a message that names the file.
  package var problem: String {
    switch self {
    case .notFinite(let place): "the number at \(place.quoted) is not finite"
    case .unreadable(let place, let problem):
      "this is no quality report: \(problem.printable)" + (place.isEmpty ? "" : " at \(place.quoted)")
    case .newerVersion(let found, let known):
      "the quality report was written by a later version (\(found), this one knows up to \(known))"
    }
  }
}
