/// A mapping of the spec while it is read: knows its keys, reports those it does not know.
struct Section {
  let reading: Reading
  /// The part of the spec that its mistakes are reported under.
  let place: SpecPlace
  /// The key path, empty for the top level.
  let path: String
  /// Where a missing key is reported.
  let span: Span
  private let entries: [YAMLEntry]
  /// Keys that were probably meant by unknown ones: it would say the same twice to call them missing.
  private let meant: [String]

  /// Takes the entries of `node`, which is a mapping; keys that the vocabulary lacks are reported.
  @inline(never)
  init(
    _ entries: [YAMLEntry], vocabulary: Vocabulary, reading: Reading, place: SpecPlace, path: String,
    span: Span
  ) {
    self.reading = reading
    self.place = place
    self.path = path
    self.span = span
    self.entries = entries
    let unknown = entries.filter { !vocabulary.keys.contains($0.key) }
    meant = unknown.compactMap { Section.reportUnknown($0, vocabulary, reading, place) }
  }

  /// A mapping without an entry, for one that the spec leaves out.
  static func empty(of parent: Section, _ key: String, place: SpecPlace) -> Section {
    Section(
      [], vocabulary: Vocabulary(empty: key), reading: parent.reading, place: place, path: parent.path(of: key),
      span: parent.span)
  }

  /// Reports a key that the vocabulary lacks; the result is the key that was probably meant.
  private static func reportUnknown(
    _ entry: YAMLEntry, _ vocabulary: Vocabulary, _ reading: Reading, _ place: SpecPlace
  ) -> String? {
    if reading.isFull || Vocabulary.planned.contains(entry.key) {
      reading.report(.notThereYet(entry.key), at: entry.keySpan, in: place)
      return nil
    }
    let code = DiagnosticCode.unknownKey(entry.key, known: vocabulary.keys.filter { $0 != Vocabulary.kind })
    let words = vocabulary.keys.map { (word: $0, target: $0) } + vocabulary.synonyms
    let exact = words.first { $0.word == entry.key }
    if exact == nil,
      let home = Vocabulary.all.first(where: { home in
        home.name != vocabulary.name && home.fields.contains { $0.key == entry.key }
      }), entry.key != Vocabulary.kind
    {
      reading.report(.misplacedKey(entry.key, belongsTo: home.name), at: entry.keySpan, in: place)
      return nil
    }
    let suggestion = exact?.target ?? reading.nearest(entry.key, among: words)
    reading.report(code, at: entry.keySpan, in: place, suggestion: suggestion)
    return suggestion
  }

  /// The path of a key.
  func path(of key: String) -> String {
    path.isEmpty ? key : path + "." + key
  }

  /// The value of a key, nil where the spec leaves it out.
  func item(_ key: String) -> Item? {
    guard let entry = entries.first(where: { $0.key == key }) else { return nil }
    return Item(entry, reading: reading, place: place, path: path(of: key))
  }

  /// The value of a key, nil where the spec leaves it out or writes nothing or `null`.
  func optional(_ key: String) -> Item? {
    item(key).flatMap { $0.node.isNull ? nil : $0 }
  }

  /// The value of a key; its absence is reported.
  func required(_ key: String, example: String) -> Item? {
    if let item = item(key) { return item }
    if !meant.contains(key) { reading.report(.missingKey(key, example: example), at: span, in: place) }
    return nil
  }

  /// Reports a mistake of a key of this mapping.
  func report(_ code: DiagnosticCode, at key: String, suggestion: String? = nil) {
    reading.report(code, at: item(key)?.span ?? span, in: place, suggestion: suggestion)
  }
}
