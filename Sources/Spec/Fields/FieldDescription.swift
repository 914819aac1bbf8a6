/// A field of the spec, for the documents that describe it.
struct FieldDescription: Sendable {
  /// The message where a field goes with some words of another only.
  typealias Relation = (of: String, words: [String])

  let key: String
  /// Words that people use for it.
  let synonyms: [String]
  let shape: Shape
  /// One sentence, or a few.
  let meaning: String
  /// What holds where it is left out; nil where it cannot be.
  let absence: String?
  /// The value that holds where it is left out, where it is always the same one.
  let standard: CanonicalValue?
  let isRequired: Bool
  /// Whether `null` is the same as leaving it out.
  let takesNothing: Bool
  let relation: Relation?
  /// Whether it says where something is, and not what.
  let isLocation: Bool
  /// The stages whose key it enters, the report left out, which knows every field.
  let enters: [(stage: SpecStage, means: KeyForm.Means?)]
  /// Those whose key every field below it enters.
  let entersWithAll: [SpecStage]
}
