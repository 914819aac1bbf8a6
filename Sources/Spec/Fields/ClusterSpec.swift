import Selection

/// The batch.
package struct ClusterSpec: Sendable, Equatable {
  package var method = Batch.Method.kmeans
  package var batch = 100
  package var candidates = 4.0
  package var shares = SharesSpec()
  package var whenShort = WhenShortSpec()
  package var nearDuplicates: Double?
  package var perGroup: Int?
  package var balance: BalanceSpec?
  package var everyClassWithin: Int?
  /// The parameters of the method.
  package var parameters = MethodParameters(.kmeans)
  /// In declared order.
  package var shadow: [ShadowSpec] = []
}

extension Batch.Method {
  /// Those that choose, and do not draw all images at random.
  static let choosing = allCases.filter { $0 != .random }
}

extension ClusterSpec: SpecSection {
  static let fields: [Field<ClusterSpec>] =
    [
      Field(
        \.method, "method", .token, synonyms: ["strategy", "algorithm"], enters: [.derived(.score)],
        "How the uncertain share is chosen from the candidates; `random` draws all images from the whole remaining pool."
      ),
      Field(
        \.batch, "batch", .whole(1...100_000_000), synonyms: ["size", "batch_size", "k"], enters: [.derived(.score)],
        "The number of images in a batch."),
      Field(
        \.candidates, "candidates", .multiple(Bounds(from: 1, to: 1e6)), synonyms: ["multiple", "pool"],
        enters: [.derived(.score)],
        "Candidates as a multiple of the images that are not drawn at random."),
      Field(
        \.shares, "shares", .section("shares"), synonyms: ["share", "random_share"],
        "What of the batch is chosen otherwise than for uncertainty."),
      Field(
        \.whenShort, "when_short", .whenShort, synonyms: ["shortage", "short"],
        "What happens where a share cannot be filled: one word for all shares, or a word a share."),
      Field(
        \.nearDuplicates, "near_duplicates", .number(.positiveShare),
        synonyms: ["duplicates", "near_duplicate", "dedup"],
        default: "any two may be in the batch", relation: choosing,
        "The cosine distance below which only one of two images may be in the batch."),
      Field(
        \.perGroup, "per_group", .whole(1...100_000_000), synonyms: ["max_per_group", "per_run"],
        default: "any number", relation: choosing,
        "The most images of one group in a batch, the random share left out."),
      Field(
        \.balance, "balance", .section("balance"), synonyms: ["stratify", "class_balance"],
        default: "as the method has it", relation: choosing,
        "How the uncertain share is divided over predicted classes."),
      Field(
        \.everyClassWithin, "every_class_within", .whole(1...1_000_000), synonyms: ["every_class", "coverage"],
        default: "no class is forced", relation: choosing,
        "In so many iterations, one after the other, each class is asked about at least once."),
    ] + MethodParameters.fields.map { $0.lifted(\.parameters, standard: MethodParameters()) } + [
      Field(
        \.shadow, "shadow", .shadows, synonyms: ["shadows", "compare"], relation: choosing,
        "Other methods that are tried beside, and what they would have picked.")
    ]

  private static let choosing: FieldDescription.Relation = ("method", Batch.Method.choosing.map(\.rawValue))

  mutating func check(_ section: Section, unreadable: Set<String>) {
    let known = section.reading.known
    if perGroup != nil, known.pool.metadata == nil, known.pool.table == nil {
      section.report(.needs(key: "per_group", other: "pool.metadata"), at: "per_group")
    }
    let isKnown = !unreadable.contains("method")
    parameters.settle(isKnown ? method : nil, in: section)
    guard isKnown, method == .random else { return }
    if shares.diverse + shares.rare + shares.review > 0 { report("shares", in: section) }
    for field in Self.fields where field.description.relation?.words == Self.choosing.words {
      guard section.optional(field.key) != nil, !unreadable.contains(field.key) else { continue }
      if field.key == "shadow", shadow.isEmpty { continue }
      report(field.key, in: section)
    }
  }

  /// Where all images are drawn at random there is nothing for a share, a cap or a shadow to hold for.
  private func report(_ key: String, in section: Section) {
    section.report(
      .wrongChoice(key: key, of: "method", chosen: method.rawValue, needed: Self.choosing.words), at: key)
  }

  /// A batch all drawn at random, of the same size.
  package var allRandom: ClusterSpec {
    var all = self
    all.method = .random
    all.shares = SharesSpec(random: shares.random)
    all.parameters = MethodParameters(.random)
    all.nearDuplicates = nil
    all.perGroup = nil
    all.balance = nil
    all.everyClassWithin = nil
    all.shadow = []
    return all
  }
}

/// Rarity-aware stratification.
package struct BalanceSpec: Sendable, Equatable {
  /// What is balanced over.
  package enum By: String, Sendable, CaseIterable { case predicted, quota }

  package var by = By.predicted
  package var smoothing = 0.1
  /// Nil with what has no such parameter.
  package var share: Double?
}

extension BalanceSpec: SpecSection {
  static let fields: [Field<BalanceSpec>] = [
    Field(
      \.by, "by", .token, synonyms: ["over"],
      "`predicted`: the uncertain share is divided over predicted classes; `quota`: a part of the batch goes to the classes but "
        + "`negative_class` in equal parts, the one with the fewest training labels first, to each its most probable images."
    ),
    Field(
      \.smoothing, "smoothing", .number(Bounds(from: 0, to: 1e6)), synonyms: ["strength"],
      relation: ("by", [By.predicted.rawValue]),
      "A class of share f weighs f / (f + smoothing): 0 gives all classes alike."),
    Field(
      \.share, "share", .number(.positiveShare), synonyms: ["part", "fraction"],
      default: .computed("0.5, with `quota`") { balance, _ in balance.by == .quota ? 0.5 : nil },
      relation: ("by", [By.quota.rawValue]), "The share of the batch that goes to the classes in equal parts."),
  ]

  mutating func check(_ section: Section, unreadable: Set<String>) {
    guard !unreadable.contains("by") else { return }
    for field in Self.fields {
      guard let words = field.description.relation?.words, !words.contains(by.rawValue),
        section.optional(field.key) != nil, !isStandard(field.key)
      else { continue }
      section.report(.wrongChoice(key: field.key, of: "by", chosen: by.rawValue, needed: words), at: field.key)
    }
    if by == .quota, section.reading.known.negativeClass == nil {
      section.report(.needs(key: By.quota.rawValue, other: "negative_class"), at: "by")
    }
  }

  /// Whether a field that does not go with the rest is as the resolved spec writes it out.
  private func isStandard(_ key: String) -> Bool { key == "smoothing" && smoothing == BalanceSpec().smoothing }
}
