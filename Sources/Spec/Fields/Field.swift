/// A field of the spec: all there is to know of it, in one place.
///
/// Reading and its diagnostics, the resolved spec, the parameters that enter stages' keys, `docs/spec.md` and the JSON
/// Schema all come from the declarations.
struct Field<Owner: Sendable>: Sendable {
  typealias Path<Value> = any WritableKeyPath<Owner, Value> & Sendable

  let description: FieldDescription
  /// Words that people use for it.
  let synonyms: [Synonym]
  /// Whether it is read before the others, which depend on it.
  let isReadFirst: Bool
  /// Whether it is written out; else it says what others say already.
  let isWritten: Bool
  /// Whether the chain and the keys do not know of it as long as it has its default.
  let isQuiet: Bool
  let enters: [KeyEntry<Owner>]
  /// The value, whatever its type.
  let value: any FieldValue<Owner>

  var key: String { description.key }
}

/// A parameter of a stage that enters its key.
package typealias KeyParameter = (name: String, value: String)

/// A word that people use for a key.
struct Synonym: Sendable, ExpressibleByStringLiteral {
  let word: String
  /// Whether it stands for this key, given the words of other keys of the section; nil: it does.
  var fits: (@Sendable (_ word: (String) -> String?) -> Bool)?

  init(stringLiteral word: String) { self.word = word }

  init(_ word: String, if fits: @escaping @Sendable (_ word: (String) -> String?) -> Bool) {
    self.word = word
    self.fits = fits
  }
}

/// What holds where a field is left out.
struct Absence<Owner, Value>: Sendable, ExpressibleByStringLiteral {
  /// In words; nil: what the section has by itself.
  let words: String?
  /// The value where it depends on other fields; nil: what the section has by itself.
  var value: (@Sendable (Owner, Reading) -> Value)?

  /// What the section has by itself, shown as its value.
  static var standard: Self { .init(words: nil) }

  /// A value that depends on other fields.
  static func computed(_ words: String, _ value: @escaping @Sendable (Owner, Reading) -> Value) -> Self {
    .init(words: words, value: value)
  }

  init(stringLiteral words: String) { self.init(words: words) }

  private init(words: String?, value: (@Sendable (Owner, Reading) -> Value)? = nil) {
    self.words = words
    self.value = value
  }
}

extension Field where Owner: FieldOwner {
  /// Declares a field.
  ///
  /// - Parameters:
  ///   - path: Where the section keeps the value; what a new section has there is the default.
  ///   - key: The word in the spec.
  ///   - kind: What the value may be.
  ///   - synonyms: Words that people use for it, for the message about an unknown key.
  ///   - absence: What holds where it is left out.
  ///   - required: Example and meaning, for the message that the key is missing; nil: it may be left out.
  ///   - refined: What the value may be given the fields before it, where `kind` is too wide.
  ///   - relation: The words of another field that it goes with.
  ///   - enters: The stages whose keys it enters. The report knows every field that is no location.
  ///   - isLocation: Whether it says where something is, and not what.
  ///   - isReadFirst: Whether other sections' defaults depend on it.
  ///   - isWritten: Whether it is written out; else it says what others say already.
  ///   - isQuiet: Whether the chain and the keys do not know of it as long as it has its default, so that specs without it
  ///     keep the digests that they had before there was such a field.
  ///   - meaning: One sentence, or a few.
  init<Value: Sendable>(
    _ path: Path<Value>, _ key: String, _ kind: Kind<Value>, synonyms: [Synonym] = [],
    default absence: Absence<Owner, Value> = .standard, required: String? = nil,
    refined: (@Sendable (Owner) -> Kind<Value>)? = nil, relation: FieldDescription.Relation? = nil,
    enters: [KeyEntry<Owner>] = [], isLocation: Bool = false, isReadFirst: Bool = false, isWritten: Bool = true,
    isQuiet: Bool = false, _ meaning: String
  ) {
    self.init(
      TypedFieldValue(
        path: path, key: key, kind: kind, example: required, refined: refined, computed: absence.value),
      key, kind.shape, takesNothing: kind.takesNothing, synonyms: synonyms, absence: absence.words,
      isComputed: absence.value != nil, isRequired: required != nil, relation: relation, enters: enters,
      isLocation: isLocation, isReadFirst: isReadFirst, isWritten: isWritten, isQuiet: isQuiet, meaning)
  }

  /// Puts together what does not depend on the value's type, once for all types: it is compiled once.
  @inline(never)
  private init(
    _ value: any FieldValue<Owner>, _ key: String, _ shape: Shape, takesNothing: Bool, synonyms: [Synonym],
    absence: String?, isComputed: Bool, isRequired: Bool, relation: FieldDescription.Relation?,
    enters: [KeyEntry<Owner>], isLocation: Bool, isReadFirst: Bool, isWritten: Bool, isQuiet: Bool, _ meaning: String
  ) {
    description = FieldDescription(
      key: key, synonyms: synonyms.map(\.word), shape: shape, meaning: meaning, absence: isRequired ? nil : absence,
      standard: isRequired || isComputed ? nil : value.canonical(Owner(), locations: true), isRequired: isRequired,
      takesNothing: takesNothing, relation: relation, isLocation: isLocation,
      enters: enters.compactMap { entry in
        switch entry.form {
        case .parameter: (entry.stage, nil)
        case .indirect(let means): (entry.stage, means)
        case .everyField: nil
        }
      },
      entersWithAll: enters.compactMap { if case .everyField = $0.form { $0.stage } else { nil } })
    self.synonyms = synonyms
    self.isReadFirst = isReadFirst
    self.isWritten = isWritten
    self.isQuiet = isQuiet
    self.enters = enters
    self.value = value
  }

  /// Declares a field that may have no value, which `null` says as well.
  init<Value: Sendable>(
    _ path: Path<Value?>, _ key: String, _ kind: Kind<Value>, synonyms: [Synonym] = [],
    default absence: Absence<Owner, Value?> = .standard, refined: (@Sendable (Owner) -> Kind<Value>)? = nil,
    relation: FieldDescription.Relation? = nil, enters: [KeyEntry<Owner>] = [], isLocation: Bool = false,
    isWritten: Bool = true, isQuiet: Bool = false, _ meaning: String
  ) {
    var orNothing: (@Sendable (Owner) -> Kind<Value?>)?
    if let refined { orNothing = { refined($0).orNothing } }
    self.init(
      path, key, kind.orNothing, synonyms: synonyms, default: absence, refined: orNothing, relation: relation,
      enters: enters,
      isLocation: isLocation, isWritten: isWritten, isQuiet: isQuiet, meaning)
  }
}

extension Field {
  /// The same field of what has the owner within it.
  ///
  /// - Parameters:
  ///   - path: Where the owner is.
  ///   - standard: What it is by itself.
  /// - Returns: A field with the same key.
  func lifted<Outer: Sendable>(
    _ path: any WritableKeyPath<Outer, Owner> & Sendable, standard: Owner
  ) -> Field<Outer> {
    var description = description
    if description.standard != nil {
      description = description.with(standard: value.canonical(standard, locations: true))
    }
    return Field<Outer>(
      description: description, synonyms: synonyms, isReadFirst: isReadFirst, isWritten: isWritten,
      isQuiet: isQuiet, enters: enters.map { $0.lifted(path) }, value: InnerFieldValue(path: path, value: value))
  }
}

extension FieldDescription {
  /// The same with another value where it is left out.
  fileprivate func with(standard: CanonicalValue) -> FieldDescription {
    FieldDescription(
      key: key, synonyms: synonyms, shape: shape, meaning: meaning, absence: absence, standard: standard,
      isRequired: isRequired, takesNothing: takesNothing, relation: relation, isLocation: isLocation, enters: enters,
      entersWithAll: entersWithAll)
  }
}
