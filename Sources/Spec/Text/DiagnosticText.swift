import Texts

// The wording of every mistake in a spec, in one place.

extension Diagnostic {
  /// The mistake as a compiler reports it: `file:line:column: error: …`, the source line with its number, and a
  /// caret.
  ///
  /// No line feed at the end.
  package var rendered: String {
    let heading = "\(file.shown(limit: 4_096)):\(position.line):\(position.column): \(severity.rawValue): \(message)"
    guard let source else { return heading }
    let number = String(position.line)
    let gutter = String(repeating: " ", count: max(0, 5 - number.count)) + number
    let blank = String(repeating: " ", count: gutter.count)
    let note = note.map { " " + $0 } ?? ""
    return heading + "\n\(gutter) | \(source.shownText)\n\(blank) | \(source.underline)\(note)"
  }

  /// The message alone, with the part of the spec that it is about.
  package var message: String {
    switch place {
    case .file: code.message
    case .section(let name): "\(name.shown()): \(code.message)"
    case .stage(let name): "stage '\(name.shown())': \(code.message)"
    case .annotator(let name): "annotator '\(name.shown())': \(code.message)"
    }
  }

  /// What stands behind the caret: the nearest right word, or what would be right.
  private var note: String? {
    guard let suggestion else { return code.note }
    if case .wrongType = code { return "write \(suggestion.shown())" }
    return "did you mean '\(suggestion.shown())'?"
  }
}

extension SpecErrors {
  /// Every mistake as a compiler reports it, a line feed after each.
  package var rendered: String {
    diagnostics.map { $0.rendered + "\n" }.joined()
  }
}

extension SourceExcerpt {
  /// The line with what a terminal would act on replaced; tabs stay.
  fileprivate var shownText: String {
    String(text.map { $0.shown })
  }

  /// The caret and tildes, under the characters they mean: tabs above are tabs below, wide ones count twice.
  fileprivate var underline: String {
    var result = ""
    var length = 0
    for (index, character) in text.enumerated() {
      let columns = DisplayWidth.columns(character.shown)
      if index < caret {
        result += character == "\t" ? "\t" : String(repeating: " ", count: columns)
      } else if index < caret + self.length {
        length += character == "\t" ? 1 : columns
      }
    }
    return result + "^" + String(repeating: "~", count: max(0, length - 1))
  }
}

extension Character {
  /// The character, or U+FFFD in place of one that a terminal would act on.
  fileprivate var shown: Character {
    self != "\t" && unicodeScalars.contains { $0.isUnfitForText } ? "\u{FFFD}" : self
  }
}

extension String {
  /// The text for a message: on one line, what a terminal would act on escaped, the middle of what is long
  /// left out.
  fileprivate func shown(limit: Int = 80) -> String {
    var result = ""
    var count = 0
    for scalar in unicodeScalars {
      count += 1
      if count > limit { return result + "…" }
      switch scalar {
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      default:
        if scalar.isUnfitForText {
          result += "\\u{" + String(scalar.value, radix: 16) + "}"
        } else {
          result.unicodeScalars.append(scalar)
        }
      }
    }
    return result
  }
}

extension DiagnosticCode {
  /// What is wrong.
  fileprivate var message: String {
    switch self {
    case .tooLarge(let bytes, let limit):
      "a spec of \(bytes) bytes; at most \(limit) are read"
    case .resolvedTooLarge(let bytes, let limit):
      "with every default written out the spec has \(bytes) bytes; at most \(limit) are read"
    case .notUTF8: "this is not UTF-8 text"
    case .forbiddenCharacter(let value): "the character \(unicode(value)) has no place in a spec"
    case .syntax(let problem, let context):
      "not YAML: \(problem)" + (context.map { " (\($0))" } ?? "")
    case .tabIndentation: "a tab where YAML allows only spaces"
    case .tooDeep(let limit): "more than \(limit) lists and mappings inside each other"
    case .tooManyValues(let limit): "more than \(limit) values"
    case .directive: "a line that begins with '%' is a YAML directive, which a spec does not have"
    case .secondDocument: "a second document; a spec is one"
    case .anchor(let name): "an anchor, '&\(name.shown())'; a spec says everything where it stands"
    case .alias(let name): "an alias, '*\(name.shown())'; a spec says everything where it stands"
    case .tag(let name): "a tag, '\(name.shown())'; a spec has none"
    case .complexKey: "a key must be a word"
    case .duplicateKey(let key, let line): "the key '\(key.shown())' is there already, on line \(line)"
    case .emptyDocument: "the spec is empty"
    case .notAMapping: "a spec is a mapping, 'winnow: 1' for a beginning"
    case .more(let count): "\(count) more mistakes are not listed"
    case .found(let text): text
    default: keyMessage ?? valueMessage ?? relationMessage
    }
  }

  private var keyMessage: String? {
    switch self {
    case .unknownKey(let key, _), .misplacedKey(let key, _): "unknown key '\(key.shown())'"
    case .missingKey(let key, _): "the key '\(key)' is missing"
    case .unknownVersion(let version, _): "version \(version.shown()) of the spec is not known"
    case .notThereYet(let word): "'\(word.shown())' is not there yet"
    case .secondStageOfKind(let kind): "a second stage of kind '\(kind.shown())' is not there yet"
    default: nil
    }
  }

  private var valueMessage: String? {
    switch self {
    case .wrongType(let key, let expected, let found):
      "\(subject(key)) must be \(expected.rawValue), not \(found.text)"
    case .outOfRange(let key, let value, let bounds):
      "\(subject(key)) must be \(bounds.text), not \(value.shown())"
    case .notFinite(let key, let value): "\(subject(key)) must be a finite number, not \(value.shown())"
    case .unknownToken(let key, let value, _): "\(subject(key)) cannot be '\(value.shown())'"
    case .unfitText(let key, let value, let fault): fault.message(subject: subject(key), value: value.shown())
    case .wrongCount(let key, let count, let bounds):
      "\(subject(key)) must have \(bounds.text) entries, not \(count)"
    default: nil
    }
  }

  private var relationMessage: String {
    switch self {
    case .duplicate(let kind, let value, let line):
      "the \(kind) '\(value.shown())' is there already, on line \(line)"
    case .twin(let kind, let value, let line):
      "the \(kind) '\(value.shown())' looks like the one on line \(line) and is written with other characters"
    case .reservedClass(let name): "no class may be called '\(name.shown())': it is an answer of its own"
    case .unknownClass(let name): "'\(name.shown())' is not among the classes"
    case .negativeClassRare(let name): "'\(name.shown())' is the negative class and cannot be a rare one"
    case .ratesAboveOne(let sum): "the rates add up to \(sum), which is above 1"
    case .sharesAboveOne(let sum): "the shares add up to \(sum), which is above 1"
    case .sharesBelowOne(let sum): "the shares, 'uncertain' among them, add up to \(sum) and not to 1"
    case .wrongChoice(let key, let of, let chosen, _): "'\(key)' does not go with \(of) '\(chosen.shown())'"
    case .needs(let key, let other): "'\(key)' needs '\(other)'"
    case .tooFewAnnotators(let asked, let there):
      "\(asked) annotators an image, but there \(there == 1 ? "is only 1" : "are only \(there)")"
    case .noSenior(let key): "'\(key)' asks for a senior annotator, and none is"
    case .nothingEscalated:
      "nobody is a senior: what annotators disagree on or are unsure of is not asked again, and a tie stays undecided"
    case .notAscending(let key): "'\(key)' must be the lower and then the higher of two numbers"
    case .samePath(let key, let other): "'\(key)' names the same file as '\(other)'"
    case .excludes(let key, let other): "'\(key)' does not go with '\(other)'"
    case .tooManyDimensions(let asked, let features, let filters):
      "\(asked) dimensions out of the \(features) features that \(filters.map { "\($0) filters give" } ?? "there are")"
    case .tilesTooSmall(let size, let inputSize):
      "tiles of \(size) pixels are smaller than the \(inputSize) pixels that the embedder sees"
    default: ""
    }
  }

  /// What would be right.
  fileprivate var note: String? {
    switch self {
    case .unknownKey(_, let known) where !known.isEmpty: "known keys: " + known.joined(separator: ", ")
    case .misplacedKey(let key, let home): "'\(key.shown())' belongs to \(home)"
    case .missingKey(_, let example): example
    case .unknownVersion(_, let known): "this program knows version \(known)"
    case .unknownToken(_, _, let allowed): "one of " + allowed.joined(separator: ", ")
    case .wrongType(_, .command, .scalar): "no shell splits it: write [program, argument]"
    case .unfitText(_, _, .notBelowRoot): "a path below the root, without '..'"
    case .unfitText(_, _, .notAPattern(.unclosedBracket)): "a bracket itself is written [[]"
    case .unfitText(_, _, .notAPattern(.unclosedBrace)): "a brace itself is written [{]"
    case .unfitText(_, _, .notAPattern(.backslash)): "folders are separated by '/'; a star itself is written [*]"
    case .unfitText(_, _, .notAFileName): "files are named after it: no '/' or '\\', no '.' at the front"
    case .unfitText(_, _, .notAUser): "the number in 'completed_by', or the e-mail address"
    case .wrongChoice(_, let of, _, let needed): "it goes with \(of) " + needed.joined(separator: " or ")
    case .sharesAboveOne: "what they leave is the uncertain share; write less"
    case .sharesBelowOne: "leave 'uncertain' out: it is what the others leave"
    case .needs(_, "train.committee"): "write 'committee: 5' under 'train', or let a model of your own write 'members'"
    case .needs("low_certainty", _):
      "write 'consensus: weighted' or 'consensus: dawid_skene': a majority has no probability"
    case .noSenior: "write 'senior: true' for one of the annotators"
    case .nothingEscalated: "write 'senior: true' for one of them, or 'escalate: []' under 'ingest' if it is meant so"
    case .samePath: "each is used for something that the other must not be used for"
    case .excludes(_, "table"): "the table lists the images and has columns for what is known of them"
    case .tooManyDimensions(_, let features, let filters):
      "at most \(features)" + (filters == nil ? "" : ", or more filters")
    case .tilesTooSmall(_, let inputSize): "'size' from \(inputSize) on, or a smaller 'input_size'"
    case .notThereYet("command"): "a stage of the user's own; 'run:' of 'embed' and 'train' is there"
    case .notThereYet("review"): "no label is suspected of being wrong yet, so nothing fills this share; leave it out"
    default: nil
    }
  }
}

extension TextFault {
  fileprivate func message(subject: String, value: String) -> String {
    switch self {
    case .empty: "\(subject) must not be empty"
    case .tooLong(let bytes, let limit):
      "\(subject) has a text of \(bytes) bytes; at most \(limit) are allowed"
    case .character(let character): "\(subject) must not have the character \(unicode(character))"
    case .surroundingSpace: "\(subject) must not begin or end with a space"
    case .notAFileName: "\(subject) cannot be '\(value)'"
    case .notBelowRoot: "\(subject) must not lead out of the pool's root, as '\(value)' does"
    case .notAPattern(let fault): "\(subject) is no pattern: '\(value)' \(fault.message)"
    case .notAUser: "\(subject) must be a user of Label Studio, not '\(value)'"
    case .notAVariableName: "\(subject) must name environment variables; '\(value)' cannot be one"
    }
  }
}

extension Glob.Fault {
  fileprivate var message: String {
    switch self {
    case .unclosedBracket: "has a '[' without ']'"
    case .unclosedBrace: "has a '{' without '}'"
    case .range: "has a range that ends before it begins"
    case .backslash: "has a '\\'"
    case .tooManyAlternatives(let limit): "stands for more than \(limit) patterns"
    }
  }
}

extension FoundValue {
  fileprivate var text: String {
    switch self {
    case .nothing: "nothing"
    case .scalar(let text, quoted: true): "the text \"\(text.shown())\""
    case .scalar(let text, quoted: false): "'\(text.shown())'"
    case .list: "a list"
    case .mapping: "a mapping"
    }
  }
}

extension Bounds {
  /// As a message has it.
  var text: String {
    if let note { return note }
    let lower = (above ? "above " : "at least ") + CanonicalNumber.text(least)
    return most.isFinite ? lower + " and at most " + CanonicalNumber.text(most) : lower
  }
}

/// What a message calls a value: by its key, or as an entry of the list that it is in.
private func subject(_ key: String) -> String {
  guard key.hasSuffix("]"), let bracket = key.lastIndex(of: "[") else { return "'\(key.shown())'" }
  return "an entry of '\(String(key[..<bracket]).shown())'"
}

private func unicode(_ value: UInt32) -> String {
  let text = String(value, radix: 16, uppercase: true)
  return "U+" + String(repeating: "0", count: max(0, 4 - text.count)) + text
}
