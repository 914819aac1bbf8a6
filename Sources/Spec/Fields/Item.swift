/// A value of the spec while it is read, with the key it stands under.
struct Item {
  let reading: Reading
  let place: SpecPlace
  /// The key as written; of an entry of a list the list's with the index, `classes[0]`.
  let key: String
  let path: String
  let node: YAMLNode
  private let keySpan: Span?

  /// The value of an entry.
  init(_ entry: YAMLEntry, reading: Reading, place: SpecPlace, path: String) {
    self.init(entry.value, key: entry.key, keySpan: entry.keySpan, reading: reading, place: place, path: path)
  }

  private init(
    _ node: YAMLNode, key: String, keySpan: Span?, reading: Reading, place: SpecPlace, path: String
  ) {
    self.node = node
    self.key = key
    self.keySpan = keySpan
    self.reading = reading
    self.place = place
    self.path = path
    if case .mapping = node.content { reading.note(path, at: keyPlace) } else { reading.note(path, at: span) }
  }

  /// What a message points at: the value, or the key of one that is empty or goes over several lines.
  var span: Span {
    guard let keySpan, node.span.isEmpty || !node.span.isOneLine else { return node.span }
    return keySpan
  }

  /// The key's own place, for a mapping whose keys are the spec's own words.
  var keyPlace: Span { keySpan ?? node.span }

  /// Reports a mistake of this value.
  func report(_ code: DiagnosticCode, suggestion: String? = nil) {
    reading.report(code, at: span, in: place, suggestion: suggestion)
  }

  /// The same value under the name of what it belongs to, so that a message can name it.
  func named(_ name: String, place: SpecPlace? = nil) -> Item {
    Item(node, key: name, keySpan: keySpan, reading: reading, place: place ?? self.place, path: path)
  }

  /// The section that a mapping is.
  ///
  /// - Parameters:
  ///   - entries: The mapping.
  ///   - owner: What declares its fields.
  ///   - name: The key that messages call it by, where it is not the item's own.
  ///   - style: What it is.
  ///   - place: Where its mistakes are reported.
  ///   - path: The key path, where it is not the item's own.
  /// - Returns: The section; keys that it has not are reported.
  func section<Owner: SpecSection>(
    _ entries: [YAMLEntry], _ owner: Owner.Type, named name: String? = nil, style: SectionStyle = .part,
    place: SpecPlace,
    path: String? = nil
  ) -> Section {
    Section(
      entries, vocabulary: Vocabulary(owner, key: name ?? key, style: style, entries: entries), reading: reading,
      place: place, path: path ?? self.path, span: keySpan ?? span)
  }

  /// The entries of a mapping with any keys; empty where it is none, which is reported.
  func entries() -> [Item] {
    (mapping() ?? []).map { Item($0, reading: reading, place: place, path: "\(path)[\($0.key)]") }
  }

  /// The entries of a mapping; nil where it is none, which is reported.
  func mapping() -> [YAMLEntry]? {
    guard case .mapping(let entries) = node.content else {
      reportType(.mapping)
      return nil
    }
    return entries
  }

  /// The elements of a list; nil where it is none, which is reported.
  func elements(_ expected: ValueType = .list) -> [Item]? {
    guard case .sequence(let nodes) = node.content else {
      reportType(expected)
      return nil
    }
    return nodes.enumerated().map {
      Item($1, key: "\(key)[\($0)]", keySpan: nil, reading: reading, place: place, path: "\(path)[\($0)]")
    }
  }

  /// Reports that the value is of another type than it should be.
  func reportType(_ expected: ValueType, suggestion: String? = nil) {
    let found: FoundValue
    switch node.content {
    case .refused: return
    case .scalar(let text, let plain):
      found = plain && YAMLWords.isNull(text) ? .nothing : .scalar(text, quoted: !plain)
    case .sequence: found = .list
    case .mapping: found = .mapping
    }
    report(.wrongType(key: key, expected: expected, found: found), suggestion: suggestion)
  }
}
