import Labelling

extension Wording {
  /// What is wrong with tasks or returned files.
  static func labelling(_ error: LabellingError) -> String {
    switch error {
    case .malformed(let file, let position, let problem):
      "\(printable(file)):\(position.line):\(position.column): \(self.problem(problem)); nothing of this file was taken in"
    case .tooLarge(let file, let bytes, let limit): "\(quoted(file)) has \(bytes) bytes; at most \(limit) are read"
    case .notEnoughAnnotators(let needed, let available):
      "\(count(needed, "annotator")) asked for each image and there \(available == 1 ? "is" : "are") only \(available)"
    case .noSenior: "a second round needs an annotator with senior: true"
    case .outOfRange(let name, let value): "\(name) is \(value), which is too small"
    case .duplicateImage(let image): "image \(quoted(image)) is in the batch twice"
    case .duplicateAnnotator(let name): "two annotators are called \(quoted(name))"
    case .reservedClass(let name):
      "the class \(quoted(name)) has a meaning of its own among the answers, or is there twice"
    case .unsupportedClass(let name):
      "Label Studio cannot offer the class \(quoted(name)): no control characters, no leading $"
    }
  }

  private static func problem(_ problem: FileProblem) -> String {
    switch problem {
    case .unexpectedEnd: "the file ends in the middle"
    case .unexpectedByte(let byte): "a byte 0x\(String(byte, radix: 16)) cannot stand here"
    case .invalidUTF8: "this is not UTF-8; save the file as UTF-8"
    case .otherFormat(let name):
      "this is \(printable(name)) and no table of text in UTF-8; save or export it as CSV in UTF-8 (a spreadsheet: \"CSV UTF-8\")"
    case .invalidNumber: "this is no number"
    case .invalidEscape: "this is no escape sequence"
    case .controlCharacter(let byte): "a control character 0x\(String(byte, radix: 16)) in a text"
    case .tooDeep(let limit): "nested more than \(limit) deep"
    case .tooManyValues(let limit): "more than \(limit) values"
    case .tooManyRows(let limit): "more than \(limit) rows"
    case .duplicateKey(let key): "the key \(quoted(key)) is there twice"
    case .trailingContent: "something follows the end"
    case .wrongType(let expected): "expected \(printable(expected))"
    case .missingKey(let key): "no key \(quoted(key)): this is not Label Studio's JSON export (JSON, not JSON_MIN)"
    case .unterminatedQuote: "a quotation mark that is never closed"
    case .strayQuote: "a quotation mark in the middle of a field"
    case .wrongFieldCount(let expected, let found): "\(count(found, "field")), the header has \(expected)"
    case .missingColumn(let name): "no column \(quoted(name))"
    case .duplicateColumn(let name): "the column \(quoted(name)) is there twice"
    }
  }
}
