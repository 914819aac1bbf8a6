/// The keys that a mapping of the spec may have, and words that people use for them.
struct Vocabulary: Sendable {
  /// How a message names the mapping.
  let name: String
  /// In canonical order.
  let keys: [String]
  /// Words that stand for a key.
  let synonyms: [(word: String, target: String)]

  /// The words of a section's declarations.
  ///
  /// - Parameters:
  ///   - owner: What declares the fields.
  ///   - key: The key it stands under.
  ///   - style: What it is.
  ///   - entries: Its mapping, as what a word stands for may depend on another.
  init<Owner: SpecSection>(_ owner: Owner.Type, key: String, style: SectionStyle, entries: [YAMLEntry]) {
    self.init(
      named: style.name(key), further: style.isStage ? [Vocabulary.kind] : [],
      owner.fields.map { ($0.key, $0.synonyms) }, entries)
  }

  /// The words of the top level.
  init(top entries: [YAMLEntry]) {
    self.init(
      named: Vocabulary.topName, further: [], PipelineSpec.fields.map { ($0.key, $0.synonyms) }, entries)
  }

  /// No words: whatever there is, is not known.
  init(empty name: String) { (self.name, keys, synonyms) = (name, [], []) }

  /// The words of fields, and keys that no field declares.
  @inline(never)
  private init(
    named name: String, further: [String], _ fields: [(key: String, synonyms: [Synonym])], _ entries: [YAMLEntry]
  ) {
    let word = { (key: String) -> String? in
      guard case .scalar(let word, _)? = entries.first(where: { $0.key == key })?.value.content else { return nil }
      return word
    }
    self.name = name
    keys = further + fields.map(\.key)
    synonyms = fields.flatMap { field in
      field.synonyms.filter { $0.fits?(word) ?? true }.map { ($0.word, field.key) }
    }
  }

  /// The key by which a stage may name its own kind.
  static let kind = "kind"
  /// How a message names the top level.
  static let topName = "the top level"

  /// Every mapping with keys of its own, for telling where a key belongs.
  static let all = PipelineSpec.description(name: topName).all

  /// Words that the design has and this version has not.
  static let planned: [String] = ["command", "taxonomy", "time_zone"]
}
