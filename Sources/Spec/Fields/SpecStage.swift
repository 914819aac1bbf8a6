/// A stage whose key fields of the spec enter.
package enum SpecStage: String, Sendable, CaseIterable {
  case pool, seed, embed, train, score, cluster, export, ingest, amend, report
}

/// In what form a field enters a key.
enum KeyForm: Sendable {
  /// As a parameter of this name; nil: the field's key.
  case parameter(String?)
  /// Every field below it, by its key path behind a prefix, and the order of entries that have names of their own.
  case everyField(prefix: String)
  /// By other means, which the stage itself sees to: the content of what it names, a field of a hook's request, or a fact
  /// that is derived from it.
  case indirect(Means)

  /// How a field enters a key that is no parameter.
  enum Means: String {
    case content, request, derived
  }
}

/// That a field enters the key of a stage, and how.
struct KeyEntry<Owner: Sendable>: Sendable {
  let stage: SpecStage
  let form: KeyForm
  /// Whether it stands behind the others where several fields make up one parameter.
  var isLast = false
  /// The parameter's value, where it is not the field's own.
  var text: (@Sendable (Owner) -> String)?
  /// Whether the field matters at all.
  var condition: (@Sendable (PipelineSpec) -> Bool)?

  static var pool: Self { .init(stage: .pool, form: .parameter(nil)) }
  static var seed: Self { .init(stage: .seed, form: .parameter(nil)) }
  static var embed: Self { .init(stage: .embed, form: .parameter(nil)) }
  static var train: Self { .init(stage: .train, form: .parameter(nil)) }
  static var score: Self { .init(stage: .score, form: .parameter(nil)) }
  static var cluster: Self { .init(stage: .cluster, form: .parameter(nil)) }
  static var export: Self { .init(stage: .export, form: .parameter(nil)) }
  static var ingest: Self { .init(stage: .ingest, form: .parameter(nil)) }
  static var amend: Self { .init(stage: .amend, form: .parameter(nil)) }

  /// The content of what the field names.
  static func content(_ stage: SpecStage) -> Self { .init(stage: stage, form: .indirect(.content)) }

  /// A field of the request that the stage's hook reads.
  static func request(_ stage: SpecStage) -> Self { .init(stage: stage, form: .indirect(.request)) }

  /// A fact that the stage derives from it.
  static func derived(_ stage: SpecStage) -> Self { .init(stage: stage, form: .indirect(.derived)) }

  /// All fields of a section.
  static func everyField(_ stage: SpecStage, prefix: String = "") -> Self {
    .init(stage: stage, form: .everyField(prefix: prefix))
  }

  /// Under another name, or as another value, or only where `condition` holds.
  static func parameter(
    _ stage: SpecStage, named name: String? = nil, text: (@Sendable (Owner) -> String)? = nil,
    if condition: (@Sendable (PipelineSpec) -> Bool)? = nil
  ) -> Self {
    .init(stage: stage, form: .parameter(name), text: text, condition: condition)
  }

  /// The same, behind the others.
  var last: Self {
    var entry = self
    entry.isLast = true
    return entry
  }

  /// The same for what has `path` to the owner.
  func lifted<Outer>(_ path: any KeyPath<Outer, Owner> & Sendable) -> KeyEntry<Outer> {
    var entry = KeyEntry<Outer>(stage: stage, form: form, isLast: isLast, condition: condition)
    if let text { entry.text = { text($0[keyPath: path]) } }
    return entry
  }
}
