import Texts

extension SpecErrors: ReportedError {
  package var code: String { "spec.wrong" }
  package var kind: ErrorKind { .usage }

  /// The place of the first mistake.
  package var place: ErrorPlace? {
    diagnostics.first.map { ErrorPlace(file: $0.file, line: $0.position.line, character: $0.position.column) }
  }

  /// Every mistake as a compiler reports it.
  package var message: String { diagnostics.map(\.rendered).joined(separator: "\n") }

  /// Each begins with its place, as a compiler's do, and not with the program's name.
  package var report: String { message }
}
