import Texts

extension JSONError: ReportedError {
  package var code: String { problem.code }

  /// Who reads a file knows its name, and says what is wrong with it in an error of its own.
  package var kind: ErrorKind { .bug }

  package var place: ErrorPlace? { ErrorPlace(line: position.line, character: position.column) }

  /// The place and what is wrong there, in one line.
  package var message: String { "line \(position.line), column \(position.column): \(problem.message)" }
}

extension NotFiniteNumber: ReportedError {
  package var code: String { "json.not_finite" }
  package var kind: ErrorKind { .bug }
  package var message: String { "the number at \(path.joined(separator: ".").quoted) is not finite" }
}

extension JSONProblem {
  fileprivate var code: String {
    switch self {
    case .unexpectedEnd: "json.unexpected_end"
    case .unexpectedByte: "json.unexpected_byte"
    case .invalidUTF8: "json.invalid_utf8"
    case .invalidNumber: "json.invalid_number"
    case .inexactNumber: "json.inexact_number"
    case .invalidEscape: "json.invalid_escape"
    case .controlCharacter: "json.control_character"
    case .tooDeep: "json.too_deep"
    case .tooManyValues: "json.too_many_values"
    case .tooLarge: "json.too_large"
    case .duplicateKey: "json.duplicate_key"
    case .trailingContent: "json.trailing_content"
    case .wrongType: "json.wrong_type"
    }
  }

  /// What is wrong, for people.
  package var message: String {
    switch self {
    case .unexpectedEnd: "the text ends in the middle"
    case .unexpectedByte(let byte): "a byte 0x\(String(byte, radix: 16)) cannot stand here"
    case .invalidUTF8: "this is not UTF-8"
    case .invalidNumber: "this is no number"
    case .inexactNumber: "this number is too large to be kept as it is"
    case .invalidEscape: "this is no escape sequence"
    case .controlCharacter(let byte): "a control character 0x\(String(byte, radix: 16)) in a text"
    case .tooDeep(let limit): "nested more than \(limit) deep"
    case .tooManyValues(let limit): "more than \(limit) values"
    case .tooLarge(let bytes, let limit): "\(bytes) bytes; no more than \(limit) are read"
    case .duplicateKey(let key): "the key \(JSONText.text(key, .terminal)) is there twice"
    case .trailingContent: "something follows the end"
    case .wrongType(let expected): "expected \(expected)"
    }
  }
}
