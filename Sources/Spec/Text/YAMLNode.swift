/// A value of a YAML document and where it stands.
struct YAMLNode: Sendable {
  enum Content: Sendable {
    /// Text as written; `plain` where it stood without quotes and may mean a number, a truth value or
    /// nothing.
    case scalar(String, plain: Bool)
    case sequence([YAMLNode])
    case mapping([YAMLEntry])
    /// Something refused and already reported.
    case refused
  }

  var content: Content
  var span: Span

  /// Whether the value is nothing: an empty one, `~` or `null`.
  var isNull: Bool {
    guard case .scalar(let text, plain: true) = content else { return false }
    return YAMLWords.isNull(text)
  }
}

/// A key of a mapping with its value.
struct YAMLEntry: Sendable {
  let key: String
  let keySpan: Span
  let value: YAMLNode
}
