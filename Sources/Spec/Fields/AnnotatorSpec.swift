/// A person who labels.
package struct AnnotatorSpec: Sendable, Equatable {
  package var id = ""
  package var senior = false
  package var pricePerVote = 0.0
  package var labelStudio: [String] = []
  package var argilla: [String] = []
  package var prodigy: [String] = []
  package var reinstated: Int?
  package var capacity: Int?
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
    // Who an account belongs to is a fact and no parameter of a batch: it may be corrected while one is out.
    Field(
      \.labelStudio, "label_studio", .accounts(.user), synonyms: ["email", "user", "completed_by"], default: "nobody's",
      enters: [.ingest, .amend], isLocation: true,
      "The user on Label Studio, or a list of them: the number in `completed_by`, or the e-mail address; `berlin/5` is the user "
        + "5 of the files in the inbox's folder `berlin`."),
    Field(
      \.argilla, "argilla", .accounts(.name), default: "nobody's", enters: [.ingest, .amend], isLocation: true,
      "The user on Argilla, or a list of them: the name or the id."),
    Field(
      \.prodigy, "prodigy", .accounts(.name), synonyms: ["session"], default: "the id", enters: [.ingest, .amend],
      isLocation: true, "What `_annotator_id` says in Prodigy's files, or a list of it, where it is not the id."),
    Field(
      \.reinstated, "reinstated", .whole(0...100_000), synonyms: ["reinstated_in"], default: "never",
      isQuiet: true,
      "The iteration from which a person works like everybody again who was to be recalibrated, or was suspended."),
    Field(
      \.capacity, "capacity", .whole(1...10_000_000), synonyms: ["limit", "most"],
      default: "a quarter above the even share",
      isQuiet: true,
      "How many images of a batch a person is asked about at the most, where tasks are routed."),
  ]

  /// Who cannot be read counts as a senior, so that no lack is reported of seniors.
  mutating func check(_ section: Section, unreadable: Set<String>) {
    if unreadable.contains("senior") { senior = true }
  }
}

extension Kind where Value == [String] {
  /// One account of a platform, or a list of them.
  fileprivate static func accounts(_ rule: TextRule) -> Self {
    Kind(
      .either([.text(rule), .list(.text(rule), nil)]), takesNothing: true,
      read: { item in
        guard case .sequence = item.node.content else { return item.text(rule).map { [$0] } }
        return item.texts(rule)
      }, canonical: { $0.count == 1 ? .text($0[0]) : .texts($0) }, keyText: { $0.joined(separator: " ") })
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
        var users = NameSet(kind: "account")
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
      self.init(item, ids: &ids)
      return
    }
    guard let entries = item.mapping() else {
      self.init(senior: true)
      return
    }
    let section = item.section(entries, AnnotatorSpec.self, named: "annotators", place: place, path: path)
    item.reading.note(path, at: item.span)
    self.init()
    read(section)
    if let item = section.item("id"), !id.isEmpty { ids.insert(id, at: item) }
    for (key, accounts) in [("label_studio", labelStudio), ("argilla", argilla), ("prodigy", prodigy)] {
      for account in accounts {
        users.insert("\(key): \(account)", at: section.item(key) ?? item.named(item.key, place: place))
      }
    }
  }

  /// Somebody of whom the spec says the id alone.
  private init(_ item: Item, ids: inout NameSet) {
    self.init(pricePerVote: item.reading.known.budget.pricePerVote)
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
