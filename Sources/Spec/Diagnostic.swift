/// One mistake in a spec, or something worth knowing: what it is, where it stands, and the nearest right word.
package struct Diagnostic: Sendable, Equatable {
  /// How much it weighs.
  package enum Severity: String, Sendable {
    /// The spec is not read.
    case error
    /// It is read; what follows from it may not be what was meant.
    case note
  }

  /// The spec file, as it was named.
  package let file: String
  /// Where the mistake stands.
  package let position: SourcePosition
  /// The part of the spec that the mistake is in.
  package let place: SpecPlace
  /// What is wrong.
  package let code: DiagnosticCode
  /// The line that `position` is on; nil where the mistake is the file itself.
  package let source: SourceExcerpt?
  /// The word that was probably meant.
  package let suggestion: String?
  /// How much it weighs.
  package var severity = Severity.error
}

/// All mistakes of a spec at once, in the order of their positions.
package struct SpecErrors: Error, Equatable, Sendable {
  /// At least one.
  package let diagnostics: [Diagnostic]

  /// Takes mistakes, at least one.
  package init(diagnostics: [Diagnostic]) { self.diagnostics = diagnostics }
}

/// A part of a spec.
package enum SpecPlace: Sendable, Equatable {
  case file
  /// A mapping at the top level, `pool` for one.
  case section(String)
  /// A stage, by its name.
  case stage(String)
  /// An annotator, by the id or, without one, the number from 1.
  case annotator(String)
}

/// What is wrong with a spec.
package enum DiagnosticCode: Sendable, Equatable {
  // The file as text.
  case tooLarge(bytes: Int, limit: Int)
  /// Every default written out, the spec would be larger than a spec may be.
  case resolvedTooLarge(bytes: Int, limit: Int)
  case notUTF8
  /// A control character or another that text does not have.
  case forbiddenCharacter(UInt32)

  // The text as YAML.
  case syntax(problem: String, context: String?)
  case tabIndentation
  case tooDeep(limit: Int)
  case tooManyValues(limit: Int)
  case directive
  case secondDocument
  case anchor(String)
  case alias(String)
  case tag(String)
  case complexKey
  case duplicateKey(String, firstLine: Int)
  case emptyDocument
  /// The document is something else than a mapping.
  case notAMapping

  // Keys.
  case unknownKey(String, known: [String])
  /// A key that is known in another part of the spec.
  case misplacedKey(String, belongsTo: String)
  case missingKey(String, example: String)
  case unknownVersion(String, known: Int)

  // Values by themselves.
  case wrongType(key: String, expected: ValueType, found: FoundValue)
  case outOfRange(key: String, value: String, Bounds)
  case notFinite(key: String, value: String)
  case unknownWord(key: String, value: String, allowed: [String])
  /// A word, key or stage that the design has and this version has not.
  case notThereYet(String)
  case secondStageOfKind(String)
  case unfitText(key: String, value: String, TextFault)
  case wrongCount(key: String, count: Int, Bounds)

  // Values that do not go together.
  case duplicate(kind: String, value: String, firstLine: Int)
  /// Two names that look the same and differ in their Unicode normal form.
  case twin(kind: String, value: String, firstLine: Int)
  case reservedClass(String)
  case unknownClass(String)
  case negativeClassRare(String)
  case ratesAboveOne(sum: String)
  case sharesAboveOne(sum: String)
  /// The uncertain share is written, and the shares do not add up to one.
  case sharesBelowOne(sum: String)
  case wrongChoice(key: String, of: String, chosen: String, needed: [String])
  case needs(key: String, other: String)
  /// The two ends of a range are not in order.
  case notAscending(key: String)
  case tooFewAnnotators(asked: Int, there: Int)
  case noSenior(key: String)
  /// No annotator is a senior, and the spec does not say what follows from it.
  case nothingEscalated
  case samePath(key: String, other: String)
  case excludes(key: String, other: String)
  case tooManyDimensions(asked: Int, features: Int, filters: Int)

  /// So many more mistakes are not listed.
  case more(Int)
  /// A mistake found later that belongs to a place in the spec, in words.
  case found(String)
}

/// The type of a value.
package enum ValueType: String, Sendable {
  case text = "text"
  case word = "a word"
  case number = "a number"
  case whole = "a whole number"
  case flag = "true or false"
  case list = "a list"
  case mapping = "a mapping"
  /// The program and its arguments.
  case command = "a list, the program and its arguments"
  /// Two numbers, the lower first.
  case range = "a list of two numbers, as [0.4, 0.6]"
  /// A multiple such as `4x`.
  case multiple = "a multiple such as 4x"
}

/// What stands in place of a value.
package enum FoundValue: Sendable, Equatable {
  case nothing
  /// As written; true where it stood in quotes.
  case scalar(String, quoted: Bool)
  case list
  case mapping
}

/// Why a text cannot be what it should be.
package enum TextFault: Sendable, Equatable {
  case empty
  case tooLong(bytes: Int, limit: Int)
  /// The first character that it must not have.
  case character(UInt32)
  case surroundingSpace
  /// A file is named after it.
  case notAFileName
  /// It leads out of the folder that it belongs to.
  case notBelowRoot
  case notAPattern(Glob.Fault)
  /// Neither a number nor an e-mail address.
  case notAUser
  case notAVariableName
}

/// What a number must be within.
package struct Bounds: Sendable, Equatable {
  /// The lower bound.
  package let least: Double
  /// The upper bound, which is inside; infinite where there is none.
  package let most: Double
  /// Whether `least` itself is outside.
  package let above: Bool
  /// As written for a person where a number would not say it.
  package let note: String?

  init(from least: Double, to most: Double, above: Bool = false, note: String? = nil) {
    self.least = least
    self.most = most
    self.above = above
    self.note = note
  }

  /// What a whole number, or a count, must be within.
  init(_ range: ClosedRange<Int>) {
    self.init(from: Double(range.lowerBound), to: Double(range.upperBound))
  }

  /// Above 0 and at most 1.
  static let positiveShare = Bounds(from: 0, to: 1, above: true)
  /// From 0 to 1.
  static let share = Bounds(from: 0, to: 1)
  /// Sums of money.
  static let money = Bounds(from: 0, to: .infinity)
  /// Millions of pixels of an image.
  static let megapixels = Bounds(from: 0, to: 10_000, above: true)

  func contains(_ value: Double) -> Bool {
    (above ? value > least : value >= least) && value <= most
  }
}
