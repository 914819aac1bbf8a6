/// What reading a spec gathers: mistakes, and where each value stands.
final class Reading {
  /// The most mistakes listed.
  static let maximumDiagnostics = 500

  let file: String
  let source: SourceText
  private(set) var positions: [String: SourcePosition] = [:]
  private var diagnostics: [Diagnostic] = []
  /// What is no mistake and worth knowing, as it was found.
  private(set) var notes: [Diagnostic] = []
  /// What was read so far, for what depends on it.
  var known = PipelineSpec()
  private var unlisted = 0
  private var lines: [Int: SourceLine] = [:]
  /// How many more words may be compared with mistyped ones: plenty for a person's mistakes, not for a file
  /// of nothing else.
  private var comparisons = 100_000

  init(_ source: SourceText, file: String) {
    self.source = source
    self.file = file
  }

  /// Whether no mistake was found.
  var isClean: Bool { diagnostics.isEmpty }

  /// The mistakes in the order of their positions, those at one position as they were found.
  var errors: SpecErrors {
    var sorted = diagnostics.enumerated().sorted { a, b in
      let (one, other) = (a.element.position, b.element.position)
      return (one.line, one.column, a.offset) < (other.line, other.column, b.offset)
    }.map(\.element)
    if unlisted > 0, let last = sorted.last {
      sorted.append(
        Diagnostic(
          file: file, position: last.position, place: .file, code: .more(unlisted), source: nil,
          suggestion: nil))
    }
    return SpecErrors(diagnostics: sorted)
  }

  /// Whether further mistakes are only counted.
  var isFull: Bool { diagnostics.count >= Reading.maximumDiagnostics }

  /// Notes a mistake.
  func report(_ code: DiagnosticCode, at span: Span, in place: SpecPlace = .file, suggestion: String? = nil) {
    guard !isFull else {
      unlisted += 1
      return
    }
    let line = line(span.start.line)
    let position = line.position(of: span)
    diagnostics.append(
      Diagnostic(
        file: file, position: position, place: place, code: code, source: line.excerpt(around: position),
        suggestion: suggestion))
  }

  /// Notes something that is no mistake.
  func remark(_ code: DiagnosticCode, at span: Span, in place: SpecPlace = .file) {
    let line = line(span.start.line)
    let position = line.position(of: span)
    notes.append(
      Diagnostic(
        file: file, position: position, place: place, code: code, source: line.excerpt(around: position),
        suggestion: nil, severity: .note))
  }

  /// Notes a mistake that is the file's as a whole.
  func report(file code: DiagnosticCode) {
    diagnostics.append(
      Diagnostic(
        file: file, position: SourcePosition(line: 1, column: 1, length: 1), place: .file, code: code,
        source: nil,
        suggestion: nil))
  }

  /// The target of the candidate that was probably meant by `word`, nil where none is near.
  func nearest(_ word: String, among candidates: [(word: String, target: String)]) -> String? {
    comparisons -= candidates.count
    return comparisons < 0 ? nil : NearestWord.find(word, among: candidates)
  }

  /// The word of `words` that was probably meant by `word`.
  func nearest(_ word: String, among words: [String]) -> String? {
    nearest(word, among: words.map { ($0, $0) })
  }

  /// Notes where the value at a key path stands.
  func note(_ path: String, at span: Span) {
    positions[path] = line(span.start.line).position(of: span)
  }

  /// Whether there is a tab at `mark`, or the line's indentation has one.
  func isTab(_ mark: Mark) -> Bool {
    line(mark.line).hasTab(atScalar: mark.column)
  }

  private func line(_ number: Int) -> SourceLine {
    if let line = lines[number] { return line }
    let line = source.line(number)
    lines[number] = line
    return line
  }
}
