/// A spec as a tree of canonical values, from which everything that is written of it is made.
indirect enum CanonicalValue {
  /// A number, a truth value, `null` or JSON: stands as it is.
  case plain(String)
  /// A text, in quotes where it needs them.
  case text(String)
  /// On one line.
  case list([CanonicalValue])
  case mapping([(key: String, value: CanonicalValue)])
  /// A mapping whose keys are the spec's own words.
  case table([(key: String, value: CanonicalValue)])
  /// A list of mappings, each with the name that paths have for it.
  case items([(name: String, fields: [(key: String, value: CanonicalValue)])])

  static func number(_ value: Double) -> CanonicalValue { .plain(CanonicalNumber.text(value)) }
  static func number(_ value: Double?) -> CanonicalValue { value.map { .number($0) } ?? .null }
  static func whole(_ value: Int) -> CanonicalValue { .plain(String(value)) }
  static func flag(_ value: Bool) -> CanonicalValue { .plain(value ? "true" : "false") }
  static func optional(_ value: String?) -> CanonicalValue { value.map { .text($0) } ?? .null }
  static func texts(_ values: [String]) -> CanonicalValue { .list(values.map { .text($0) }) }
  static var null: CanonicalValue { .plain("null") }

  /// The value on one line, as YAML; nil for what takes several.
  var inline: String? {
    switch self {
    case .plain(let text): text
    case .text(let text): CanonicalYAML.scalar(text)
    case .list(let values): "[" + values.compactMap(\.inline).joined(separator: ", ") + "]"
    case .mapping, .table, .items: nil
    }
  }
}
