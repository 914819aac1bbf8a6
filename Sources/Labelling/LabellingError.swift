import JSON
import Texts

/// What can go wrong when tasks are handed out or files of answers are read.
package enum LabellingError: Error, Equatable, Sendable {
  /// A file of answers is not what its format says, or is not an export at all; nothing of it counts.
  case malformed(file: String, position: TextPosition, problem: FileProblem)
  /// A file is larger than may be read.
  case tooLarge(file: String, bytes: Int, limit: Int)
  /// More people are asked for each image than there are.
  case notEnoughAnnotators(needed: Int, available: Int)
  /// A second round needs a senior annotator and there is none.
  case noSenior
  /// A number that must be at least 1, or at least 0, is not.
  case outOfRange(name: String, value: Int)
  /// The same image twice in one export.
  case duplicateImage(image: String)
  /// Two annotators with the same id, or with the same user on the platform.
  case duplicateAnnotator(name: String)
  /// A class whose name is one of the answers that have a meaning of their own, or appears twice.
  case reservedClass(name: String)
  /// A class whose name Label Studio's configuration cannot carry: a control character, or a leading `$`.
  case unsupportedClass(name: String)
  /// Users of a platform gave or changed answers, and the spec gives them to nobody.
  case undeclaredAccounts([UndeclaredAccount], annotators: [String])
}

/// What is wrong with a file, at the position that goes with it.
package enum FileProblem: Equatable, Sendable {
  /// The file ends in the middle.
  case unexpectedEnd
  /// A byte that cannot stand here.
  case unexpectedByte(UInt8)
  case invalidUTF8
  /// The whole file is something else: the name of what it is.
  case otherFormat(String)
  case invalidNumber
  /// A backslash followed by what is no escape, or half of a surrogate pair.
  case invalidEscape
  /// A control character inside a string.
  case controlCharacter(UInt8)
  /// Nested more deeply than the limit.
  case tooDeep(limit: Int)
  /// More values in one task, or more fields in one line, than the limit.
  case tooManyValues(limit: Int)
  /// More rows than the limit.
  case tooManyRows(limit: Int)
  case duplicateKey(String)
  /// Something follows the end of the document.
  case trailingContent
  /// The JSON is well formed but another type is needed here.
  case wrongType(expected: String)
  /// An element of the export lacks a key: then it is some other file (an import file, `JSON_MIN`).
  case missingKey(String)
  /// A quotation mark that is never closed.
  case unterminatedQuote
  /// A quotation mark inside a field that does not begin with one, or text after the closing one.
  case strayQuote
  /// A line with more or fewer fields than the header.
  case wrongFieldCount(expected: Int, found: Int)
  case missingColumn(String)
  case duplicateColumn(String)
}

extension FileProblem {
  /// What a reader of JSON found.
  init(_ problem: JSONProblem) {
    switch problem {
    case .unexpectedEnd: self = .unexpectedEnd
    case .unexpectedByte(let byte): self = .unexpectedByte(byte)
    case .invalidUTF8: self = .invalidUTF8
    case .invalidNumber, .inexactNumber: self = .invalidNumber
    case .invalidEscape: self = .invalidEscape
    case .controlCharacter(let byte): self = .controlCharacter(byte)
    case .tooDeep(let limit): self = .tooDeep(limit: limit)
    case .tooManyValues(let limit): self = .tooManyValues(limit: limit)
    case .duplicateKey(let key): self = .duplicateKey(key)
    case .trailingContent: self = .trailingContent
    case .wrongType(let expected): self = .wrongType(expected: expected)
    case .tooLarge(_, let limit): self = .tooManyValues(limit: limit)
    }
  }
}

extension LabellingError {
  /// What a reader of JSON found in a file.
  init(_ error: JSONError, file: String) {
    self = .malformed(file: file, position: error.position, problem: FileProblem(error.problem))
  }
}

extension JSONScanner {
  /// An error of a file at a value that was read.
  func failure(_ problem: FileProblem, at node: Int, file: String) -> LabellingError {
    .malformed(file: file, position: TextPosition(offset: nodes[node].start, in: bytes), problem: problem)
  }
}
