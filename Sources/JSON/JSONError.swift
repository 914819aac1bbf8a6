import Texts

/// A text that is no JSON, or not what is asked for, and where.
package struct JSONError: Error, Equatable, Sendable {
  package let position: TextPosition
  package let problem: JSONProblem

  /// Makes an error.
  package init(position: TextPosition, problem: JSONProblem) {
    self.position = position
    self.problem = problem
  }
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
}
