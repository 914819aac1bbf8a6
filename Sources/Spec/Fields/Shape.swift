/// What a value may be, for the documents that tell of it.
indirect enum Shape: Sendable {
  /// The version of the spec.
  case version(Int)
  case text(TextRule)
  case number(Bounds)
  case whole(ClosedRange<Int>)
  /// A whole number of 64 bits.
  case unsigned
  case flag
  case word([String])
  /// A number with an `x` behind it.
  case multiple(Bounds)
  /// A list with as many elements.
  case list(Shape, ClosedRange<Int>?)
  /// Two numbers, the lower first.
  case range(Bounds)
  /// A mapping from words of the spec's own, told in the first, to values.
  case table(keys: String, Shape)
  /// A mapping with anything in it.
  case anything
  case section(@Sendable () -> SectionDescription)
  case either([Shape])
  /// `null`, or no value.
  case nothing
}

/// A mapping of the spec, for the documents that tell of it.
struct SectionDescription: Sendable {
  /// How a message names it.
  let name: String
  /// Whether it is a stage, which may name its own kind.
  let isStage: Bool
  /// In canonical order.
  let fields: [FieldDescription]

  /// This section and all below it, each before those within it.
  var all: [SectionDescription] { [self] + fields.flatMap { $0.shape.sections.flatMap(\.all) } }
}

/// A field of the spec, for the documents that tell of it.
struct FieldDescription: Sendable {
  /// What is said where a field goes with some words of another only.
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

extension Shape {
  /// The sections that it can be or hold.
  var sections: [SectionDescription] {
    switch self {
    case .section(let describe): [describe()]
    case .list(let element, _): element.sections
    case .table(_, let value): value.sections
    case .either(let shapes): shapes.flatMap(\.sections)
    case .version, .text, .number, .whole, .unsigned, .flag, .word, .multiple, .range, .anything, .nothing: []
    }
  }
}
