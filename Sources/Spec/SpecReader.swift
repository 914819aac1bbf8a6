/// Reads a spec: bytes to ``PipelineSpec``, with every mistake reported at once.
package enum SpecReader {
  /// The most bytes read.
  package static let maximumBytes = 1 << 20

  /// Reads a spec.
  ///
  /// Takes time linear in the number of bytes, whatever they are.
  ///
  /// - Parameters:
  ///   - bytes: The contents of the file.
  ///   - file: The file's name, for messages.
  /// - Returns: The spec and where its values stand.
  /// - Throws: All mistakes in the order of their positions. Where the bytes are not YAML, only what was found
  ///   before.
  package static func read(_ bytes: [UInt8], file: String) throws(SpecErrors) -> LoadedSpec {
    let reading = try reading(bytes, file: file)
    let spec = root(reading) { Vocabulary(top: $0) }.map { PipelineSpec.reading($0) }
    guard let spec, reading.isClean else { throw reading.errors }
    let resolved = spec.resolvedYAML()
    guard resolved.utf8.count <= maximumBytes else {
      reading.report(file: .resolvedTooLarge(bytes: resolved.utf8.count, limit: maximumBytes))
      throw reading.errors
    }
    return LoadedSpec(spec, reading: reading, resolvedYAML: resolved)
  }

  /// Begins to read bytes that are not too many.
  static func reading(_ bytes: [UInt8], file: String) throws(SpecErrors) -> Reading {
    if bytes.count <= maximumBytes { return Reading(SourceText(bytes), file: file) }
    let reading = Reading(SourceText([]), file: file)
    reading.report(file: .tooLarge(bytes: bytes.count, limit: maximumBytes))
    throw reading.errors
  }

  /// The top level; nil where there is none, which is reported.
  static func root(_ reading: Reading, words: ([YAMLEntry]) -> Vocabulary) -> Section? {
    if let (mark, code) = reading.source.firstFault() {
      reading.report(code, at: Span(start: mark, end: mark))
      return nil
    }
    if let line = reading.source.firstDirective {
      reading.report(
        .directive, at: Span(start: Mark(line: line, column: 0), end: Mark(line: line + 1, column: 0)))
      return nil
    }
    guard let node = YAMLTree.read(reading) else {
      if reading.isClean { reading.report(file: .emptyDocument) }
      return nil
    }
    guard case .mapping(let entries) = node.content else {
      if node.isNull {
        reading.report(file: .emptyDocument)
      } else {
        reading.report(.notAMapping, at: node.span)
      }
      return nil
    }
    let start = Span(start: node.span.start, end: node.span.start)
    reading.note("", at: start)
    return Section(entries, vocabulary: words(entries), reading: reading, place: .file, path: "", span: start)
  }
}
