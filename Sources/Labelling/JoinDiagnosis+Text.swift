import Texts

extension JoinDiagnosis {
  /// The cause in words, as `the prefix 'images/' is one too many`; several are joined with "and".
  package var explanation: String {
    causes.map { Self.text($0, unmatched: unmatched, known: known) }.joined(separator: ", and ")
  }

  /// The id of the file, with what cannot be distinguished by eye from the known one written as code points.
  package var visibleUnmatched: String { Self.visible(unmatched, beside: known) }

  /// The known id, likewise.
  package var visibleKnown: String { Self.visible(known, beside: unmatched) }

  private static func text(_ cause: Cause, unmatched: String, known: String) -> String {
    func quoted(_ text: String, _ other: String) -> String { "'\(visible(text, beside: other))'" }
    switch cause {
    case .prefix(let found, let expected) where expected.isEmpty:
      return "the prefix \(quoted(found, known)) is one too many"
    case .prefix(let found, let expected) where found.isEmpty:
      return "the prefix \(quoted(expected, unmatched)) is missing"
    case .prefix(let found, let expected):
      return "the prefix is \(quoted(found, expected)) and not \(quoted(expected, found))"
    case .folders: return "the names agree and the folders before them do not"
    case .unicodeForm:
      return isComposed(unmatched, beside: known)
        ? "its letters with marks are composed (NFC) and the other side's are not (NFD)"
        : "its letters with marks are decomposed (NFD) and the other side's are not (NFC)"
    case .backslashes:
      return unmatched.utf8.contains(UInt8(ascii: "\\")) ? "it has '\\' where '/' belongs" : "it has '/' for '\\'"
    case .letterCase: return "capital and small letters differ"
    case .ending(let found, let expected) where found.isEmpty: return "the ending \(quoted(expected, "")) is missing"
    case .ending(let found, let expected) where expected.isEmpty:
      return "the ending \(quoted(found, "")) is one too many"
    case .ending(let found, let expected): return "it ends in \(quoted(found, "")) and not in \(quoted(expected, ""))"
    case .surroundings: return "there are spaces, quotation marks or invisible characters about it"
    case .percentSigns: return "one side writes characters with per cent signs, as addresses do"
    }
  }

  /// Whether the first letter that both sides spell in different ways is the shorter here.
  private static func isComposed(_ text: String, beside other: String) -> Bool {
    text.unicodeScalars.count < other.unicodeScalars.count
  }

  /// A text in which what cannot be distinguished from another by eye is written as code points.
  ///
  /// Letters that the other has in another form of Unicode become `\u{FC}` or `u\u{308}`; so does what cannot be seen.
  /// Everything else stays as it is.
  ///
  /// - Parameters:
  ///   - text: The text that is to be shown.
  ///   - other: The text that it looks like.
  /// - Returns: The text for people to read.
  package static func visible(_ text: String, beside other: String) -> String {
    // Characters that are canonically equal are equal to Swift; their bytes tell them apart.
    var spellings: [Character: Set<ExactText>] = [:]
    for character in other where !character.isASCII {
      spellings[character, default: []].insert(.init(String(character)))
    }
    var result = ""
    for character in text {
      let isAmbiguous = spellings[character].map { !$0.contains(ExactText(String(character))) } ?? false
      for scalar in character.unicodeScalars {
        if (isAmbiguous && !scalar.isASCII) || mustBeWritten(scalar) {
          result += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
        } else {
          result.unicodeScalars.append(scalar)
        }
      }
    }
    return result
  }

  /// Whether a character is one that nobody sees, or takes for a plain space.
  private static func mustBeWritten(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned: true
    case .spaceSeparator: scalar != " "
    default: false
    }
  }
}
