import Selection

/// What happens to images that a share cannot find.
package struct WhenShortSpec: Sendable, Equatable {
  /// Never `uncertain`.
  package var uncertain = Shortage.random
  package var diverse = Shortage.uncertain
  package var rare = Shortage.uncertain
  package var review = Shortage.uncertain
}

extension WhenShortSpec: SpecSection {
  static let fields: [Field<WhenShortSpec>] = [
    Field(
      \.uncertain, "uncertain", .token(among: [.random, .smaller, .stop]),
      "Where there are too few candidates: draw at random, make the batch smaller, or stop."),
    Field(\.diverse, "diverse", .token, "The same for the diverse share, which the uncertain one may get as well."),
    Field(\.rare, "rare", .token, "The same for the rare share."),
    Field(\.review, "review", .token, "The same for the suspected label errors."),
  ]

  /// One rule for all shares; the uncertain share cannot leave its images to itself.
  fileprivate init(all rule: Shortage) {
    self.init(uncertain: rule == .uncertain ? .random : rule, diverse: rule, rare: rule, review: rule)
  }
}

extension Kind where Value == WhenShortSpec {
  /// A word for all shares, or a word a share.
  static var whenShort: Self {
    let section = Kind.section("when_short")
    let token = Kind<Shortage>.token
    return Kind(
      shape: .either([token.shape, section.shape]), takesNothing: true,
      read: { item in
        if case .mapping = item.node.content { return section.read(item) }
        return token.read(item).map(WhenShortSpec.init(all:))
      }, canonical: section.canonical, keyText: section.keyText)
  }
}
