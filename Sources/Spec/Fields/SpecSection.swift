/// What has fields of the spec.
protocol FieldOwner: Sendable, Equatable {
  /// With every default that depends on nothing else.
  init()
}

/// A mapping of the spec whose fields are declared.
protocol SpecSection: FieldOwner {
  /// The fields in canonical order.
  static var fields: [Field<Self>] { get }

  /// Reports what does not go together.
  ///
  /// - Parameters:
  ///   - section: The mapping.
  ///   - unreadable: The keys whose values were reported already.
  mutating func check(_ section: Section, unreadable: Set<String>)

  /// Passes on what is known so far to the sections that are read later.
  func record(in reading: Reading)
}

extension SpecSection {
  mutating func check(_ section: Section, unreadable: Set<String>) {}

  func record(in reading: Reading) {}

  /// Reads every field; what is wrong is reported and replaced by its default, so that everything else is checked too.
  mutating func read(_ section: Section) {
    var unreadable: Set<String> = []
    var open: [Field<Self>] = []
    let fields = Self.fields
    for field in fields.filter(\.isReadFirst) + fields.filter({ !$0.isReadFirst }) {
      let outcome = field.value.read(section, into: &self)
      if outcome == .unreadable { unreadable.insert(field.key) }
      if outcome != .read { open.append(field) }
      record(in: section.reading)
    }
    for field in open { field.value.fill(&self, section.reading) }
    check(section, unreadable: unreadable)
    record(in: section.reading)
  }

  /// The fields in canonical order, with or without where things are.
  ///
  /// Without it, what is quiet is left out as well.
  func canonical(locations: Bool) -> [(key: String, value: CanonicalValue)] {
    let written = Self.fields.filter(\.isWritten)
    let fields = locations ? written : written.filter { !$0.description.isLocation && !$0.isSilent(self) }
    return fields.map { ($0.key, $0.value.canonical(self, locations: locations)) }
  }

  /// What of the section enters a stage's key.
  func keyParameters(of stage: SpecStage, root: PipelineSpec) -> [KeyParameter] {
    Self.fields.filter { !$0.isSilent(self) }.flatMap { $0.keyParameters(self, of: stage, root: root) }
  }

  /// What of the section enters a stage's key, as one value.
  func keyText(of stage: SpecStage, separator: String) -> String {
    let entering = Self.fields.compactMap { field in
      field.enters.first { $0.stage == stage }.map { (field: field, isLast: $0.isLast) }
    }
    return (entering.filter { !$0.isLast } + entering.filter(\.isLast)).map { $0.field.value.keyText(self, stage) }
      .joined(separator: separator)
  }

  static func description(name: String, isStage: Bool = false) -> SectionDescription {
    SectionDescription(name: name, isStage: isStage, fields: fields.map(\.description))
  }
}

extension Field where Owner: SpecSection {
  /// Whether the field is not mentioned as long as it has its default.
  func isSilent(_ owner: Owner) -> Bool {
    isQuiet
      && value.canonical(owner, locations: true).inline == value.canonical(Owner(), locations: true).inline
  }

  fileprivate func keyParameters(_ owner: Owner, of stage: SpecStage, root: PipelineSpec) -> [KeyParameter] {
    guard let entry = enters.first(where: { $0.stage == stage }) else {
      return value.inner(owner, stage, root: root)
    }
    if let condition = entry.condition, !condition(root) { return [] }
    switch entry.form {
    case .indirect: return []
    case .everyField(let prefix):
      guard case .mapping(let fields) = value.canonical(owner, locations: true) else { return [] }
      return PipelineSpec.keyed(PipelineSpec.flattened(fields, under: ""), prefix: prefix)
    case .parameter(let name): return [(name ?? key, entry.text?(owner) ?? value.keyText(owner, stage))]
    }
  }
}

extension PipelineSpec {
  /// The parameters that the spec gives to a stage's key, each with its name.
  ///
  /// The report may speak of everything, so every field enters its key but those that say where things are.
  ///
  /// - Parameter stage: The stage.
  /// - Returns: Names and values.
  package func keyParameters(of stage: SpecStage) -> [KeyParameter] {
    if stage == .report { return Self.keyed(fields(locations: false), prefix: "") }
    return keyParameters(of: stage, root: self)
  }

  /// Fields for a key, which is sorted by name: the order of entries that have names of their own is a parameter more.
  fileprivate static func keyed(_ fields: [(path: String, value: String)], prefix: String) -> [KeyParameter] {
    let entries = fields.map(\.path).filter { $0.utf8.contains(UInt8(ascii: "[")) }
    return fields.map { (prefix + $0.path, $0.value) }
      + (entries.isEmpty ? [] : [("\(prefix)order", entries.joined(separator: "\n"))])
  }
}
