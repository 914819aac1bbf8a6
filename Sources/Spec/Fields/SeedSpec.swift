/// The first batch.
package struct SeedSpec: Sendable, Equatable {
  /// How the first batch is drawn.
  package enum Method: String, Sendable, CaseIterable { case random, stratified, coverage }

  /// What `by` says where images are embedded first and chosen to cover the pool; a column of that name needs
  /// `method: stratified`.
  static let coverage = Method.coverage.rawValue

  package var size = 200
  package var method = Method.random
  package var by: String?
  package var oversample: [Oversample] = []
}

/// A stratum drawn more often.
package struct Oversample: Sendable, Equatable {
  /// A value of `by`.
  package var value: String
  /// Above 0; 1 is no over-sampling.
  package var factor: Double

  /// Names a stratum's factor.
  package init(value: String, factor: Double) {
    self.value = value
    self.factor = factor
  }
}

extension SeedSpec: SpecSection {
  static let fields: [Field<SeedSpec>] = [
    Field(
      \.size, "size", .whole(1...100_000_000), synonyms: ["count", "batch", "number", "images"], enters: [.seed],
      "The number of images."),
    Field(
      \.method, "method", .token, synonyms: ["strategy"],
      default: .computed("`coverage` for `by: coverage`, `stratified` for another `by`, else `random`") { seed, _ in
        seed.by == nil ? .random : seed.by == coverage ? .coverage : .stratified
      }, enters: [.seed],
      "`random` over images; `stratified`: in turn over the groups or the values of a metadata column; `coverage`: embed first, and take what resembles the pool most (MaxHerding)."
    ),
    Field(
      \.by, "by", .text(), synonyms: ["group", "group_by", "stratify", "stratify_by"], enters: [.seed],
      "`group`, a column of the metadata, or `coverage`."),
    Field(
      \.oversample, "oversample", .factors, synonyms: ["over_sample", "weights"], default: "none", enters: [.seed],
      "Values of `by` known to be defective, with the factor by which they are drawn more often."),
  ]

  mutating func check(_ section: Section, unreadable: Set<String>) {
    let isStratified = section.optional("by") != nil
    if method == .stratified, !isStratified {
      section.report(.needs(key: "stratified", other: "by"), at: "method")
    }
    // What cannot be read has not made the draw a stratified one.
    let isChosen = !unreadable.contains("by") || section.item("method") != nil
    if method == .random, isStratified, isChosen {
      section.report(
        .wrongChoice(key: "by", of: "method", chosen: method.rawValue, needed: [Method.stratified.rawValue]),
        at: "by")
    }
    if method == .coverage, isChosen, let by, by != Self.coverage {
      section.report(
        .wrongChoice(key: "by", of: "method", chosen: method.rawValue, needed: [Method.stratified.rawValue]),
        at: "by")
    }
    guard case .mapping(let entries)? = section.item("oversample")?.node.content, !entries.isEmpty else { return }
    if method == .coverage {
      section.report(
        .wrongChoice(key: "oversample", of: "method", chosen: method.rawValue, needed: [Method.stratified.rawValue]),
        at: "oversample")
    } else if !isStratified {
      section.report(.needs(key: "oversample", other: "by"), at: "oversample")
    }
  }
}

extension Kind where Value == [Oversample] {
  /// Factors in declared order.
  fileprivate static var factors: Self {
    let bounds = Bounds(from: 0, to: 1_000, above: true)
    return .init(
      .table(keys: "values of `by`", .number(bounds)), takesNothing: true,
      read: { table in
        table.entries().compactMap { item in
          item.number(bounds).map { Oversample(value: item.key, factor: $0) }
        }
      }, canonical: { .table($0.map { ($0.value, .number($0.factor)) }) },
      keyText: { $0.map { "\($0.value)=\($0.factor)" }.joined(separator: "\n") })
  }
}
