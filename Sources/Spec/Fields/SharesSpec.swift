/// The shares of a batch; what they leave is the uncertain share.
package struct SharesSpec: Sendable, Equatable {
  package var random = 0.05
  package var diverse = 0.0
  package var rare = 0.0
  package var review = 0.0
  /// Only while the spec is read: it is what the others leave.
  private var uncertain: Double?

  /// Declares shares.
  init(random: Double) { self.random = random }
}

extension SharesSpec: SpecSection {
  init() {}

  static let fields: [Field<SharesSpec>] = [
    Field(
      \.uncertain, "uncertain", .number(.share), synonyms: ["uncertainty"], default: "what the others leave",
      isWritten: false, "Chosen from the candidates; who writes it has all shares add up to 1."),
    Field(
      \.random, "random", .number(.share), synonyms: ["uniform", "explore"], enters: [.derived(.score)],
      "Drawn from the whole remaining pool: the only way to hear of what the model is sure of and wrong about."),
    Field(
      \.diverse, "diverse", .number(.share), synonyms: ["diversity"], "Far from all that is labelled or picked."),
    Field(
      \.rare, "rare", .number(.share), synonyms: ["rare_classes"],
      "Given to a rare class by the model, or far from all that is labelled."),
    Field(\.review, "review", .number(.share), synonyms: ["label_errors"], "Suspected label errors."),
  ]

  mutating func check(_ section: Section, unreadable: Set<String>) {
    if review > 0 { section.report(.notThereYet("review"), at: "review") }
    let sum = random + diverse + rare + review + (uncertain ?? 0)
    // Tenths are no binary fractions: a sum may be beside 1 by the rounding of its parts.
    if sum > 1 + 1e-9 {
      section.reading.report(
        .sharesAboveOne(sum: CanonicalNumber.text(ofSum: sum)), at: section.span, in: section.place)
    } else if uncertain != nil, sum < 1 - 1e-9 {
      section.reading.report(
        .sharesBelowOne(sum: CanonicalNumber.text(ofSum: sum)), at: section.span, in: section.place)
    }
    uncertain = nil
  }
}
