/// A spec that was read without a mistake, and where its values stand.
package struct LoadedSpec: Sendable {
  /// The spec, every default filled in.
  package let spec: PipelineSpec
  /// Where each value stands that the spec writes, by key path: `pool.root`, `stages.score.below`,
  /// `annotators[ana].id`, `production_rates[normal]`, `classes[0]`.
  ///
  /// A mapping stands where its key does. Defaults have no position.
  package let positions: [String: SourcePosition]
  /// The spec file, as it was named.
  package let file: String
  /// The spec with every default written out; reads back as an equal spec.
  package let resolvedYAML: String
  /// What is no mistake and worth knowing before people are asked, in the order in which it was found.
  package let notes: [Diagnostic]
  private let source: SourceText

  init(_ spec: PipelineSpec, reading: Reading, resolvedYAML: String) {
    self.spec = spec
    positions = reading.positions
    file = reading.file
    notes = reading.notes
    self.resolvedYAML = resolvedYAML
    source = reading.source
  }

  /// A mistake that came to light after reading, reported at its place in the spec: a folder that is not there,
  /// for one.
  ///
  /// - Parameters:
  /// - keyPath: The value that is wrong. Where the spec does not write it, the nearest mapping around it that
  /// the
  ///     spec writes, or the first line.
  ///   - message: What is wrong, without a full stop.
  ///   - suggestion: The word that was probably meant.
  package func diagnostic(at keyPath: String, _ message: String, suggestion: String? = nil) -> Diagnostic {
    let position = position(of: keyPath)
    let excerpt = source.line(position.line - 1).excerpt(around: position)
    return Diagnostic(
      file: file, position: position, place: .file, code: .found(message), source: excerpt,
      suggestion: suggestion)
  }

  /// The position of a key path, or of the nearest mapping around it.
  package func position(of keyPath: String) -> SourcePosition {
    var path = Substring(keyPath)
    while true {
      if let position = positions[String(path)] { return position }
      guard let end = path.lastIndex(where: { $0 == "." || $0 == "[" }) else { break }
      path = path[..<end]
    }
    return positions[""] ?? SourcePosition(line: 1, column: 1, length: 1)
  }
}
