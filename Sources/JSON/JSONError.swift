import Texts

/// A text that is no JSON, or not what is asked for, and where.
package struct JSONError: Error, Equatable, Sendable {
  package let position: TextPosition
  package let problem: JSONProblem

  /// The place and what is wrong there, in one line.
  package var message: String { "line \(position.line), column \(position.column): \(problem.message)" }
}

/// What is wrong with a text of JSON.
package enum JSONProblem: Equatable, Sendable {
  /// The text ends in the middle.
  case unexpectedEnd
  /// A byte that cannot stand here.
  case unexpectedByte(UInt8)
  case invalidUTF8
  case invalidNumber
  /// A whole number that neither 64 bits nor a `Double` hold as it is, or a number beyond the largest `Double`.
  case inexactNumber
  /// A backslash followed by what is no escape, or half of a surrogate pair.
  case invalidEscape
  /// A control character inside a string.
  case controlCharacter(UInt8)
  /// Nested more deeply than the limit.
  case tooDeep(limit: Int)
  case tooManyValues(limit: Int)
  case tooLarge(bytes: Int, limit: Int)
  case duplicateKey(String)
  /// Something follows the end of the document.
  case trailingContent
  /// The JSON is well formed but another type is needed here.
  case wrongType(expected: String)

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
