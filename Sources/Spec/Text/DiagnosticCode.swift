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
  case unknownToken(key: String, value: String, allowed: [String])
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
  /// `filters` is nil where the features do not depend on any.
  case tooManyDimensions(asked: Int, features: Int, filters: Int?)
  /// A tile would have to be made larger for the embedder.
  case tilesTooSmall(size: Int, inputSize: Int)

  /// So many more mistakes are not listed.
  case more(Int)
  /// A mistake found later that belongs to a place in the spec, in words.
  case found(String)
}
