/// The JSON Schema of the spec, for editors.
package enum SpecSchema {
  /// The schema (draft 7, which YAML servers know), with a line feed at the end.
  ///
  /// It accepts every spec that ``SpecReader`` accepts; what goes with what, and what names a class, it cannot know.
  package static var json: String {
    let top = object(PipelineSpec.description(name: Vocabulary.topName), kind: nil)
    let head: [(String, SchemaValue)] = [
      ("$schema", .text("http://json-schema.org/draft-07/schema#")), ("title", .text("Winnow pipeline")),
      ("description", .text("A pipeline of Winnow. Made by `make docs` from the declarations in Sources/Spec.")),
    ]
    return SchemaValue.object(head + top).text() + "\n"
  }

  private static func object(_ section: SectionDescription, kind: String?) -> [(String, SchemaValue)] {
    let own: [(String, SchemaValue)] =
      kind.map { [("kind", .object([("const", .text($0)), ("description", .text("The stage's own kind."))]))] } ?? []
    let required = section.fields.filter(\.isRequired).map { SchemaValue.text($0.key) }
    return [
      ("type", .text("object")),
      ("properties", .object(own + section.fields.map { ($0.key, schema($0)) })),
    ] + (required.isEmpty ? [] : [("required", .list(required))]) + [("additionalProperties", .plain("false"))]
  }

  private static func schema(_ field: FieldDescription) -> SchemaValue {
    let plain = { (text: String) in text }
    let words = [
      field.meaning, field.relationWords(plain),
      field.isRequired ? nil : "Left out: \(field.absenceWords(plain)).",
    ]
    var value: [(String, SchemaValue)] = [("description", .text(words.compactMap(\.self).joined(separator: " ")))]
    value += schema(field.shape, kind: field.key)
    if field.takesNothing { value = withNothing(value) }
    if let standard = field.standard.flatMap(standard) { value.append(("default", standard)) }
    return .object(value)
  }

  /// A default as JSON; nil for none, and for what JSON has another form of.
  private static func standard(_ value: CanonicalValue) -> SchemaValue? {
    switch value {
    case .plain("null"), .mapping, .table, .items: nil
    case .plain(let text): text.hasSuffix("x") ? .text(text) : .plain(text)
    case .text(let text): .text(text)
    case .list(let values): .list(values.compactMap(standard))
    }
  }

  private static func schema(_ shape: Shape, kind: String) -> [(String, SchemaValue)] {
    switch shape {
    case .version(let version): [("const", .plain(String(version)))]
    // A class may be called 1, or no.
    case .text(let rule):
      [("type", types("string", "number", "boolean"))] + (rule.allowsEmpty ? [] : [("minLength", .plain("1"))])
    case .number(let bounds): [("type", .text("number"))] + limits(bounds)
    case .whole(let range): [("type", .text("integer"))] + limits(Bounds(range))
    case .unsigned:
      [("type", .text("integer")), ("minimum", .plain("0")), ("maximum", .plain(String(UInt64.max)))]
    case .flag: [("type", .text("boolean"))]
    case .token(let words): [("enum", .list(words.map { .text($0) }))]
    case .multiple(let bounds):
      anyOf([
        [("type", .text("string")), ("pattern", .text("^[0-9.]+([eE][+-]?[0-9]+)?[x×]?$"))],
        [("type", .text("number"))] + limits(bounds),
      ])
    case .list(let element, let count):
      [("type", .text("array")), ("items", .object(schema(element, kind: kind)))]
        + (count.map { [("minItems", .plain(String($0.lowerBound))), ("maxItems", .plain(String($0.upperBound)))] }
          ?? [])
    case .range(let bounds):
      [
        ("type", .text("array")), ("items", .object([("type", .text("number"))] + limits(bounds))),
        ("minItems", .plain("2")), ("maxItems", .plain("2")),
      ]
    case .table(_, let value):
      [("type", .text("object")), ("additionalProperties", .object(schema(value, kind: kind)))]
    case .anything: [("type", .text("object"))]
    case .section(let describe):
      describe().isStage ? object(describe(), kind: kind) : object(describe(), kind: nil)
    case .oneOrMore(let describe, let most):
      anyOf([
        schema(.section(describe), kind: kind), schema(.list(.section(describe), 1...most), kind: kind),
      ])
    case .either(let shapes): anyOf(shapes.map { schema($0, kind: kind) })
    case .nothing: [("type", .text("null"))]
    }
  }

  private static func limits(_ bounds: Bounds) -> [(String, SchemaValue)] {
    let least = (bounds.above ? "exclusiveMinimum" : "minimum", SchemaValue.plain(CanonicalNumber.text(bounds.least)))
    return [least] + (bounds.most.isFinite ? [("maximum", .plain(CanonicalNumber.text(bounds.most)))] : [])
  }

  private static func types(_ names: String...) -> SchemaValue { .list(names.map { .text($0) }) }

  private static func anyOf(_ schemas: [[(String, SchemaValue)]]) -> [(String, SchemaValue)] {
    [("anyOf", .list(schemas.map { .object($0) }))]
  }

  /// The same, or `null`.
  private static func withNothing(_ schema: [(String, SchemaValue)]) -> [(String, SchemaValue)] {
    schema.map { key, value in
      switch (key, value) {
      case ("type", .text(let type)): (key, types(type, "null"))
      case ("type", .list(let types)): (key, .list(types + [.text("null")]))
      case ("enum", .list(let words)): (key, .list(words + [.plain("null")]))
      case ("anyOf", .list(let schemas)): (key, .list(schemas + [.object([("type", .text("null"))])]))
      default: (key, value)
      }
    }
  }
}

/// JSON whose objects keep their order.
indirect enum SchemaValue: Sendable {
  /// A number, a truth value or `null`.
  case plain(String)
  case text(String)
  case list([SchemaValue])
  case object([(String, SchemaValue)])

  /// The value as text: an object on lines of its own, all else on one.
  func text(indentation: Int = 0) -> String {
    switch self {
    case .plain(let text): return text
    case .text(let text): return CanonicalYAML.quoted(text)
    case .list(let values):
      return "[" + values.map { $0.text(indentation: indentation) }.joined(separator: ", ") + "]"
    case .object(let fields):
      if fields.isEmpty { return "{}" }
      let space = String(repeating: " ", count: indentation)
      let lines = fields.map { "\(space)  \(CanonicalYAML.quoted($0)): \($1.text(indentation: indentation + 2))" }
      return "{\n" + lines.joined(separator: ",\n") + "\n\(space)}"
    }
  }
}
