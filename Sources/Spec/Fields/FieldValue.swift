/// The value of a field, whatever its type: how it is read, written and keyed.
///
/// Fields hold it without its type, so that what is done with values is compiled once and not for each of them.
protocol FieldValue<Owner>: Sendable {
  associatedtype Owner: Sendable

  /// Reads the field out of a section; what is wrong is reported, and the value stays.
  func read(_ section: Section, into owner: inout Owner) -> FieldOutcome

  /// Sets the default, if it depends on other fields.
  func fill(_ owner: inout Owner, _ reading: Reading)

  /// The value, with or without where things are.
  func canonical(_ owner: Owner, locations: Bool) -> CanonicalValue

  /// The value as it enters a stage's key.
  func keyText(_ owner: Owner, _ stage: SpecStage) -> String

  /// What fields below it enter a stage's key.
  func inner(_ owner: Owner, _ stage: SpecStage, root: PipelineSpec) -> [KeyParameter]
}

/// What became of a field when a section was read.
enum FieldOutcome: Sendable { case absent, read, unreadable }

/// A value where the section keeps it.
struct TypedFieldValue<Owner: Sendable, Value: Sendable>: FieldValue {
  let path: Field<Owner>.Path<Value>
  let key: String
  let kind: Kind<Value>
  /// Example and meaning, for the message that the key is missing; nil: it may be left out.
  let example: String?
  /// What the value may be given the fields before it, where `kind` is too wide.
  let refined: (@Sendable (Owner) -> Kind<Value>)?
  /// The default that depends on other fields.
  let computed: (@Sendable (Owner, Reading) -> Value)?

  func read(_ section: Section, into owner: inout Owner) -> FieldOutcome {
    let given = kind.takesNothing && example == nil ? section.optional(key) : section.item(key)
    guard let item = given else {
      if let example {
        _ = section.required(key, example: example)
      } else if let value = kind.absent?(section, key) {
        owner[keyPath: path] = value
      }
      return .absent
    }
    guard let value = (refined?(owner) ?? kind).read(item) else {
      if example == nil, let value = kind.absent?(section, key) { owner[keyPath: path] = value }
      return .unreadable
    }
    owner[keyPath: path] = value
    return .read
  }

  func fill(_ owner: inout Owner, _ reading: Reading) {
    if let computed { owner[keyPath: path] = computed(owner, reading) }
  }

  func canonical(_ owner: Owner, locations: Bool) -> CanonicalValue { kind.canonical(owner[keyPath: path], locations) }

  func keyText(_ owner: Owner, _ stage: SpecStage) -> String { kind.keyText(owner[keyPath: path], stage) }

  func inner(_ owner: Owner, _ stage: SpecStage, root: PipelineSpec) -> [KeyParameter] {
    kind.parameters(owner[keyPath: path], stage, root)
  }
}

/// A value of what the section has within it.
struct InnerFieldValue<Owner: Sendable, Inner: Sendable>: FieldValue {
  let path: Field<Owner>.Path<Inner>
  let value: any FieldValue<Inner>

  func read(_ section: Section, into owner: inout Owner) -> FieldOutcome {
    value.read(section, into: &owner[keyPath: path])
  }

  func fill(_ owner: inout Owner, _ reading: Reading) { value.fill(&owner[keyPath: path], reading) }

  func canonical(_ owner: Owner, locations: Bool) -> CanonicalValue {
    value.canonical(owner[keyPath: path], locations: locations)
  }

  func keyText(_ owner: Owner, _ stage: SpecStage) -> String { value.keyText(owner[keyPath: path], stage) }

  func inner(_ owner: Owner, _ stage: SpecStage, root: PipelineSpec) -> [KeyParameter] {
    value.inner(owner[keyPath: path], stage, root: root)
  }
}
