/// The declared fields as documents describe them: section by section, with paths.
struct SpecOutline: Sendable {
  /// A section, and where it is.
  struct Section: Sendable {
    /// The key path; empty for the top level, with `[]` where there is a list of such sections.
    let path: String
    let isStage: Bool
    let meaning: String
    let rows: [Row]
  }

  /// A field in words.
  struct Row: Sendable {
    let path: String
    let field: FieldDescription
    /// The stages whose keys it enters, the report left out.
    let stages: [SpecStage]
    /// The same in words.
    let enters: [String]
  }

  let sections: [Section]

  /// All of the spec.
  static let all = SpecOutline(
    sections: sections(
      of: PipelineSpec.description(name: Vocabulary.topName), path: "", meaning: "The top level.", inherited: []))

  private static func sections(
    of section: SectionDescription, path: String, meaning: String, inherited: [SpecStage]
  ) -> [Section] {
    let rows = section.fields.map { field in
      Row(
        path: path.isEmpty ? field.key : "\(path).\(field.key)", field: field,
        stages: inherited + field.enters.map(\.stage),
        enters: inherited.map(\.rawValue)
          + field.enters.map { entry in
            entry.stage.rawValue + (entry.means.map { " (\($0.rawValue))" } ?? "")
          })
    }
    let own = Section(path: path, isStage: section.isStage, meaning: meaning, rows: rows)
    return [own]
      + rows.flatMap { row in
        row.field.shape.sections.flatMap { inner in
          let path = if case .list = row.field.shape { row.path + "[]" } else { row.path }
          return sections(
            of: inner, path: path, meaning: row.field.meaning, inherited: inherited + row.field.entersWithAll)
        }
      }
  }
}

extension SpecOutline {
  /// The stages whose keys a field enters, the report left out, which knows every field that is no location.
  ///
  /// - Parameter path: Its key path, entries of lists and tables without their names: `annotators.senior`.
  /// - Returns: Nil if there is no such field.
  func stages(keyedBy path: String) -> Set<SpecStage>? {
    let rows = sections.flatMap(\.rows).map { (path: $0.path.replacing("[]", with: ""), stages: $0.stages) }
    let own = rows.filter { path == $0.path || path.hasPrefix("\($0.path).") }
    let depth = own.map(\.path.utf8.count).max()
    let nearest = own.filter { $0.path.utf8.count == depth }
    return nearest.isEmpty ? nil : Set(nearest.flatMap(\.stages))
  }
}

extension PipelineSpec {
  /// The stages whose keys a field enters as it is declared, the report left out, which knows every field that is no
  /// location.
  ///
  /// - Parameter path: Its key path, entries of lists and tables without their names: `annotators.senior`.
  /// - Returns: Nil if there is no such field.
  package static func stages(keyedBy path: String) -> Set<SpecStage>? { SpecOutline.all.stages(keyedBy: path) }
}

extension Shape {
  /// What a value may be, in words; `quoted` writes a word of the spec.
  func words(_ quoted: (String) -> String) -> String {
    switch self {
    case .version(let version): "the number \(version)"
    case .text(let rule): rule.noun
    case .number(let bounds): "a number \(bounds.text)"
    case .whole(let range): "a whole number \(Bounds(range).text)"
    case .unsigned: "a whole number from 0 to 18446744073709551615"
    case .flag: "\(quoted("true")) or \(quoted("false"))"
    case .token(let words): "one of " + words.map(quoted).joined(separator: ", ")
    case .multiple(let bounds): "a multiple such as \(quoted("4x")), \(bounds.text)"
    case .list(.section, _): "a list of mappings"
    case .list(let element, let count):
      "a list, each \(element.words(quoted))" + (count.map { "; \($0.lowerBound) to \($0.upperBound) of them" } ?? "")
    case .range(let bounds): "a list of two numbers, the lower first, each \(bounds.text)"
    case .table(let keys, let value): "a mapping of \(keys) to \(value.words(quoted))"
    case .anything: "a mapping"
    case .section: "a mapping"
    case .oneOrMore(_, let most): "a mapping, or a list of 1 to \(most) of them"
    case .either(let shapes): shapes.map { $0.words(quoted) }.joined(separator: ", or ")
    case .nothing: "nothing"
    }
  }
}

extension FieldDescription {
  /// What holds where the field is left out, in words; `quoted` writes a value of the spec.
  func absenceWords(_ quoted: (String) -> String) -> String {
    if isRequired { return "must be there" }
    if let absence { return absence }
    guard let text = standard?.inline else { return "every default" }
    switch text {
    case "null": return "none"
    case "[]": return "none"
    default: return quoted(text)
    }
  }

  /// What other field it goes with, in words.
  func relationWords(_ quoted: (String) -> String) -> String? {
    guard let relation else { return nil }
    // The measure that finds the candidates has two names.
    let of = relation.of == ScoreSpec.base ? "\(quoted("measure")) or \(quoted("uncertainty"))" : quoted(relation.of)
    return "Only with \(of) " + relation.words.map(quoted).joined(separator: ", ") + "."
  }
}
