/// Where the mistakes of a section are reported, and what messages call it.
enum SectionStyle: Sendable {
  /// A section at the top level.
  case own
  case stage
  /// A part of another section, whose mistakes are reported under that.
  case part

  func place(_ key: String, in parent: SpecPlace) -> SpecPlace {
    switch self {
    case .own: .section(key)
    case .stage: .stage(key)
    case .part: parent
    }
  }

  func name(_ key: String) -> String {
    switch self {
    case .stage: "stage '\(key)'"
    case .own, .part: "'\(key)'"
    }
  }
}

extension Kind where Value: SpecSection {
  /// A mapping whose fields are declared.
  ///
  /// - Parameters:
  ///   - key: The key it stands under.
  ///   - style: Where its mistakes are reported.
  ///   - kept: The entries that are its own; others are reported.
  /// - Returns: The kind.
  static func section(
    _ key: String, _ style: SectionStyle = .part, keeping kept: (@Sendable ([YAMLEntry], Item) -> [YAMLEntry])? = nil
  ) -> Self {
    Kind(
      shape: .section { Value.description(name: style.name(key), isStage: style.isStage) }, takesNothing: true,
      read: { item in
        guard let entries = item.mapping() else { return nil }
        let section = item.section(
          kept?(entries, item) ?? entries, Value.self, style: style, place: style.place(key, in: item.place))
        if style.isStage { _ = section.item(Vocabulary.kind)?.text() }
        return Value.reading(section)
      },
      absent: { parent, key in Value.reading(.empty(of: parent, key, place: style.place(key, in: parent.place))) },
      canonical: { .mapping($0.canonical(locations: $1)) },
      keyText: { $0.keyText(of: $1, separator: " ") },
      parameters: { $0.keyParameters(of: $1, root: $2) })
  }
}

extension SectionStyle {
  var isStage: Bool { if case .stage = self { true } else { false } }
}

extension SpecSection {
  /// The section that a mapping declares.
  static func reading(_ section: Section) -> Self {
    var value = Self()
    value.read(section)
    return value
  }
}
