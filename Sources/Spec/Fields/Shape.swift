/// What a value may be, for the documents that describe it.
indirect enum Shape: Sendable {
  /// The version of the spec.
  case version(Int)
  case text(TextRule)
  case number(Bounds)
  case whole(ClosedRange<Int>)
  /// A whole number of 64 bits.
  case unsigned
  case flag
  case token([String])
  /// A number with an `x` behind it.
  case multiple(Bounds)
  /// A list with as many elements.
  case list(Shape, ClosedRange<Int>?)
  /// Two numbers, the lower first.
  case range(Bounds)
  /// A mapping from words of the spec's own, which the first describes, to values.
  case table(keys: String, Shape)
  /// A mapping with anything in it.
  case anything
  case section(@Sendable () -> SectionDescription)
  /// A mapping, or a list of at most so many of them.
  case oneOrMore(@Sendable () -> SectionDescription, Int)
  case either([Shape])
  /// `null`, or no value.
  case nothing
}

/// A mapping of the spec, for the documents that describe it.
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

extension Shape {
  /// The sections that it can be or hold.
  var sections: [SectionDescription] {
    switch self {
    case .section(let describe), .oneOrMore(let describe, _): [describe()]
    case .list(let element, _): element.sections
    case .table(_, let value): value.sections
    case .either(let shapes): shapes.flatMap(\.sections)
    case .version, .text, .number, .whole, .unsigned, .flag, .token, .multiple, .range, .anything, .nothing: []
    }
  }
}
