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

/// The type of a value.
package enum ValueType: String, Sendable {
  case text = "text"
  case token = "a word"
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
