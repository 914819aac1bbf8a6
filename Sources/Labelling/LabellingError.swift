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

/// A place in a text file.
package struct TextPosition: Equatable, Sendable {
  /// Bytes before it.
  package let offset: Int
  /// From 1.
  package let line: Int
  /// Unicode scalars from the start of the line, from 1.
  package let column: Int

  /// Makes a position from its three coordinates.
  package init(offset: Int, line: Int, column: Int) {
    self.offset = offset
    self.line = line
    self.column = column
  }

  /// The position of byte `offset` in `bytes`.
  package init(offset: Int, in bytes: [UInt8]) {
    let end = min(max(offset, 0), bytes.count)
    var line = 1
    var column = 1
    for byte in bytes[..<end] {
      if byte == 0x0A {
        line += 1
        column = 1
      } else if byte & 0xC0 != 0x80 {
        column += 1
      }
    }
    self.init(offset: end, line: line, column: column)
  }
}
