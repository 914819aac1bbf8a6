/// A person who labels.
package struct AnnotatorSpec: Sendable, Equatable {
  package var id = ""
  package var senior = false
  package var pricePerVote = 0.0
  package var labelStudio = ""
}

extension AnnotatorSpec: SpecSection {
  static let fields: [Field<AnnotatorSpec>] = [
    Field(
      \.id, "id", .text(.fileName), synonyms: ["name"], required: "id: ana", enters: [.export, .ingest, .amend],
      "The id, unique; files are named after it."),
    Field(
      \.senior, "senior", .flag, synonyms: ["expert", "lead"], enters: [.export, .ingest, .amend],
      "Whether the person decides where others disagree."),
    Field(
      \.pricePerVote, "price_per_vote", .number(.money), synonyms: ["price", "cost"],
      default: .computed("the budget's") { _, reading in reading.known.budget.pricePerVote }, enters: [.export.last],
      "What one vote of the person costs."),
    Field(
      \.labelStudio, "label_studio", .text(.user), synonyms: ["email", "user", "completed_by"],
      default: "the position among the annotators, from 1", enters: [.export, .ingest, .amend],
      "The user on Label Studio: the number in `completed_by`, or the e-mail address."),
  ]

  /// Who cannot be read counts as a senior, so that no lack is reported of seniors.
  mutating func check(_ section: Section, unreadable: Set<String>) {
    if unreadable.contains("senior") { senior = true }
  }
}

extension Kind where Value == [AnnotatorSpec] {
  /// The annotators, each with an id and a user of its own.
  static var annotators: Self {
    let count = 1...10_000
    return Kind(
      shape: .list(
        .either([.text(.fileName), .section { AnnotatorSpec.description(name: "'annotators'") }]), count),
      read: { item in
        guard let items = item.elements() else { return nil }
        guard count.contains(items.count) else {
          item.report(.wrongCount(key: item.key, count: items.count, Bounds(count)))
          return nil
        }
        var ids = NameSet(kind: "annotator")
        var users = NameSet(kind: "Label Studio user")
        return items.enumerated().map { index, item in
          AnnotatorSpec(item, number: index + 1, ids: &ids, users: &users)
        }
      },
      canonical: { people, locations in .items(people.map { ($0.id, $0.canonical(locations: locations)) }) },
      keyText: { people, stage in people.map { $0.keyText(of: stage, separator: "\t") }.joined(separator: "\n") })
  }
}

extension AnnotatorSpec {
  fileprivate init(_ item: Item, number: Int, ids: inout NameSet, users: inout NameSet) {
    var place = SpecPlace.annotator(String(number))
    var path = item.path
    if case .mapping(let entries) = item.node.content,
      case .scalar(let text, _)? = entries.first(where: { $0.key == "id" })?.value.content, !text.isEmpty
    {
      place = .annotator(text)
      path = "annotators[\(text)]"
    }
    if case .scalar = item.node.content {
      self.init(item, number: number, ids: &ids)
      users.insert(labelStudio, at: item.named("annotators", place: place))
      return
    }
    guard let entries = item.mapping() else {
      self.init(senior: true)
      return
    }
    let section = item.section(entries, AnnotatorSpec.self, named: "annotators", place: place, path: path)
    item.reading.note(path, at: item.span)
    self.init(labelStudio: String(number))
    read(section)
    if let item = section.item("id"), !id.isEmpty { ids.insert(id, at: item) }
    users.insert(labelStudio, at: section.item("label_studio") ?? item.named(item.key, place: place))
  }

  /// Somebody of whom the spec says the id alone.
  private init(_ item: Item, number: Int, ids: inout NameSet) {
    self.init(pricePerVote: item.reading.known.budget.pricePerVote, labelStudio: String(number))
    guard let id = item.text(.fileName) else {
      // Who cannot be read counts as a senior, so that no lack is reported of seniors.
      senior = true
      return
    }
    self.id = id
    ids.insert(id, at: item)
    item.reading.note("annotators[\(id)]", at: item.span)
  }
}
