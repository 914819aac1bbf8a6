import CYAML

/// An event of libyaml's parser, copied out of its memory.
struct YAMLEvent {
  enum Kind {
    case streamStart, streamEnd, documentStart, documentEnd
    case alias(String)
    case scalar(String, plain: Bool)
    case sequenceStart, sequenceEnd, mappingStart, mappingEnd
  }

  let kind: Kind
  let anchor: String?
  let tag: String?
  let span: Span
}

/// What libyaml could not read.
struct YAMLProblem: Error {
  let text: String
  let at: Mark
  /// What was open there, and where it began.
  let context: (text: String, at: Mark)?
}

/// libyaml's parser over bytes that it keeps a copy of.
///
/// All of this module's unsafe code is here: pointers that libyaml hands out do not leave this file.
final class YAMLEventParser {
  private let parser: UnsafeMutablePointer<yaml_parser_t>
  private let input: UnsafeMutableBufferPointer<UInt8>
  private let initialized: Bool

  /// Starts parsing `bytes`, which must be UTF-8.
  init(_ bytes: [UInt8]) {
    parser = .allocate(capacity: 1)
    parser.initialize(to: yaml_parser_t())
    input = .allocate(capacity: max(1, bytes.count))
    input.initialize(repeating: 0)
    _ = input.update(fromContentsOf: bytes)
    initialized = yaml_parser_initialize(parser) == 1
    if initialized {
      yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
      yaml_parser_set_input_string(parser, input.baseAddress, bytes.count)
    }
  }

  deinit {
    if initialized { yaml_parser_delete(parser) }
    parser.deinitialize(count: 1)
    parser.deallocate()
    input.deallocate()
  }

  /// The next event.
  ///
  /// Not to be called after a problem or the end of the stream.
  func next() throws(YAMLProblem) -> YAMLEvent {
    guard initialized else {
      throw YAMLProblem(text: "no memory is left to read it", at: Mark(line: 0, column: 0), context: nil)
    }
    var event = yaml_event_t()
    guard yaml_parser_parse(parser, &event) == 1 else { throw problem() }
    defer { yaml_event_delete(&event) }
    return YAMLEventParser.copy(event)
  }

  private func problem() -> YAMLProblem {
    let state = parser.pointee
    let text = state.problem.map { String(cString: $0) } ?? "it cannot be read"
    let context = state.context.map { (String(cString: $0), YAMLEventParser.mark(state.context_mark)) }
    return YAMLProblem(text: text, at: YAMLEventParser.mark(state.problem_mark), context: context)
  }

  private static func mark(_ mark: yaml_mark_t) -> Mark {
    Mark(line: Int(mark.line), column: Int(mark.column))
  }

  private static func text(_ pointer: UnsafeMutablePointer<yaml_char_t>?, count: Int? = nil) -> String? {
    guard let pointer else { return nil }
    if let count {
      return String(decoding: UnsafeBufferPointer(start: pointer, count: count), as: UTF8.self)
    }
    return String(cString: pointer)
  }

  private static func copy(_ event: yaml_event_t) -> YAMLEvent {
    let span = Span(start: mark(event.start_mark), end: mark(event.end_mark))
    func made(_ kind: YAMLEvent.Kind, anchor: String? = nil, tag: String? = nil) -> YAMLEvent {
      YAMLEvent(kind: kind, anchor: anchor, tag: tag, span: span)
    }
    switch event.type {
    case YAML_DOCUMENT_START_EVENT: return made(.documentStart)
    case YAML_DOCUMENT_END_EVENT: return made(.documentEnd)
    case YAML_ALIAS_EVENT: return made(.alias(text(event.data.alias.anchor) ?? ""))
    case YAML_SCALAR_EVENT:
      let scalar = event.data.scalar
      let value = text(scalar.value, count: scalar.length) ?? ""
      return made(
        .scalar(value, plain: scalar.style == YAML_PLAIN_SCALAR_STYLE), anchor: text(scalar.anchor),
        tag: text(scalar.tag))
    case YAML_SEQUENCE_START_EVENT:
      let start = event.data.sequence_start
      return made(.sequenceStart, anchor: text(start.anchor), tag: text(start.tag))
    case YAML_SEQUENCE_END_EVENT: return made(.sequenceEnd)
    case YAML_MAPPING_START_EVENT:
      let start = event.data.mapping_start
      return made(.mappingStart, anchor: text(start.anchor), tag: text(start.tag))
    case YAML_MAPPING_END_EVENT: return made(.mappingEnd)
    case YAML_STREAM_START_EVENT: return made(.streamStart)
    default: return made(.streamEnd)
    }
  }
}
