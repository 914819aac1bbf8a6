import Texts

extension LabellingError: ReportedError {
  package var code: String {
    switch self {
    case .malformed: "labelling.malformed"
    case .tooLarge: "labelling.too_large"
    case .notEnoughAnnotators: "labelling.not_enough_annotators"
    case .noSenior: "labelling.no_senior"
    case .outOfRange: "labelling.out_of_range"
    case .duplicateImage: "labelling.duplicate_image"
    case .duplicateAnnotator: "labelling.duplicate_annotator"
    case .reservedClass: "labelling.reserved_class"
    case .unsupportedClass: "labelling.unsupported_class"
    case .undeclaredAccounts: "labelling.undeclared_accounts"
    }
  }

  package var kind: ErrorKind { .data }

  package var place: ErrorPlace? {
    switch self {
    case .malformed(let file, let position, _):
      ErrorPlace(file: file, line: position.line, character: position.column)
    case .tooLarge(let file, _, _): ErrorPlace(file: file)
    case .duplicateImage(let image): ErrorPlace(image: image)
    case .undeclaredAccounts(let users, _): users.first.map { ErrorPlace(file: $0.file) }
    default: nil
    }
  }

  package var message: String {
    switch self {
    case .malformed(let file, let position, let problem):
      "\(file.printable):\(position.line):\(position.column): \(problem.message); nothing of this file was taken in"
    case .tooLarge(let file, let bytes, let limit): "\(file.quoted) has \(bytes) bytes; at most \(limit) are read"
    case .notEnoughAnnotators(let needed, let available):
      "\(needed.counted("annotator")) asked for each image and there \(available == 1 ? "is" : "are") only \(available)"
    case .noSenior: "a second round needs an annotator with senior: true"
    case .outOfRange(let name, let value): "\(name) is \(value), which is too small"
    case .duplicateImage(let image): "image \(image.quoted) is in the batch twice"
    case .duplicateAnnotator(let name): "two annotators are called \(name.quoted)"
    case .reservedClass(let name):
      "the class \(name.quoted) has a meaning of its own among the answers, or is there twice"
    case .unsupportedClass(let name):
      "Label Studio cannot offer the class \(name.quoted): no control characters, no leading $"
    case .undeclaredAccounts(let users, let annotators): Self.undeclared(users, annotators)
    }
  }

  /// Who they are, how much they answered, and the lines that declare them.
  private static func undeclared(_ users: [UndeclaredAccount], _ annotators: [String]) -> String {
    let lines = users.map { user in
      let key = user.platform == .labelStudio ? "label_studio" : user.platform.rawValue
      return "\n  \(user.user.printable): \(user.answers.counted("answer")), first in \(user.file.printable); "
        + "if it is \(annotators.first?.printable ?? "ana"): {id: \(annotators.first?.printable ?? "ana"), \(key): \(user.declaration.printable)}"
    }
    return "\(users.count.counted("account")) of the labelling platform gave answers and the spec does not say whose "
      + "\(users.count == 1 ? "it is" : "they are"); nobody is guessed. "
      + "Name each under annotators (\(annotators.map(\.printable).joined(separator: ", "))):" + lines.joined()
  }
}

extension FileProblem {
  fileprivate var message: String {
    switch self {
    case .unexpectedEnd: "the file ends in the middle"
    case .unexpectedByte(let byte): "a byte 0x\(String(byte, radix: 16)) cannot stand here"
    case .invalidUTF8: "this is not UTF-8; save the file as UTF-8"
    case .otherFormat(let name):
      "this is \(name.printable) and no table of text in UTF-8; save or export it as CSV in UTF-8 (a spreadsheet: \"CSV UTF-8\")"
    case .invalidNumber: "this is no number"
    case .invalidEscape: "this is no escape sequence"
    case .controlCharacter(let byte): "a control character 0x\(String(byte, radix: 16)) in a text"
    case .tooDeep(let limit): "nested more than \(limit) deep"
    case .tooManyValues(let limit): "more than \(limit) values"
    case .tooManyRows(let limit): "more than \(limit) rows"
    case .duplicateKey(let key): "the key \(key.quoted) is there twice"
    case .trailingContent: "something follows the end"
    case .wrongType(let expected): "expected \(expected.printable)"
    case .missingKey(let key):
      "no key \(key.quoted): this is no JSON export of Label Studio (JSON, not JSON_MIN), Argilla or Prodigy"
    case .unterminatedQuote: "a quotation mark that is never closed"
    case .strayQuote: "a quotation mark in the middle of a field"
    case .wrongFieldCount(let expected, let found): "\(found.counted("field")), the header has \(expected)"
    case .missingColumn(let name): "no column \(name.quoted)"
    case .duplicateColumn(let name): "the column \(name.quoted) is there twice"
    }
  }
}

extension JoinDiagnosis {
  /// The likely cause of ids that do not match, with both spellings, as the end of a message.
  ///
  /// - Parameters:
  ///   - here: Where the ids stand that match nothing.
  ///   - there: Where those stand that they could mean.
  /// - Returns: A text that begins with a semicolon.
  package func likely(in here: String = "the file", of there: String = "the pool") -> String {
    "; likely cause: \(explanation.printable): \(here) has \(visibleUnmatched.quoted), \(there) \(visibleKnown.quoted)"
  }
}
