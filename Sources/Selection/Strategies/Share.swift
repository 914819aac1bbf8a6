/// Why an image is in a batch, in the order in which the shares of a batch are filled.
package enum Share: String, Sendable, CaseIterable {
  /// The most probable image of a class that was not asked about for too long.
  case coverage
  /// Given to a rare class by the model, or far from all that is labelled.
  case rare
  /// A label that is suspected to be wrong.
  case review
  /// Chosen for what the model does not know.
  case uncertain
  /// Far from all that is labelled or picked.
  case diverse
  /// Drawn at random from the whole remaining pool.
  case random
}

/// Which parts of a batch are not chosen for uncertainty; what they leave is the uncertain share.
package struct BatchShares: Sendable, Equatable {
  package var random: Double
  package var diverse: Double
  package var rare: Double
  package var review: Double

  /// Declares shares from 0 to 1, whose sum is at most 1.
  package init(random: Double = 0, diverse: Double = 0, rare: Double = 0, review: Double = 0) {
    self.random = random
    self.diverse = diverse
    self.rare = rare
    self.review = review
  }

  /// How many images of a batch of `size` each share is to have.
  ///
  /// The random share is the nearest whole number, halves up. Of the rest each share has its whole part, and the largest
  /// remainders get what is then left, of equal ones first rare, then review, diverse and uncertain.
  ///
  /// - Returns: Numbers that add up to `size`.
  package func counts(_ size: Int) -> [Share: Int] {
    let drawn = Self.rounded(size, share: random)
    let named: [(share: Share, part: Double)] = [(.rare, rare), (.review, review), (.diverse, diverse)]
    let quotas = named.map { (share: $0.share, quota: (Double(size) * $0.part).snapped) }
    var counts: [Share: Int] = [.random: drawn, .uncertain: 0, .coverage: 0]
    var left = size - drawn
    for (share, quota) in quotas {
      let whole = min(left, Int(min(Double(size), quota.rounded(.down))))
      counts[share] = whole
      left -= whole
    }
    // What the quotas leave is the uncertain share's quota; the images left over are fewer than there are shares.
    let rest = max(0, Double(size) * (1 - random) - quotas.reduce(0) { $0 + $1.quota }).snapped
    let whole = min(left, Int(rest.rounded(.down)))
    var over = left - whole
    counts[.uncertain] = whole
    let remainders = (quotas + [(.uncertain, rest)]).enumerated().sorted { a, b in
      let (one, other) = (
        a.element.quota - a.element.quota.rounded(.down), b.element.quota - b.element.quota.rounded(.down)
      )
      return one == other ? a.offset < b.offset : one > other
    }
    for (_, (share, quota)) in remainders where over > 0 && quota > 0 {
      counts[share, default: 0] += 1
      over -= 1
    }
    counts[.uncertain, default: 0] += over
    return counts
  }

  /// The nearest whole number to a share of `size`, halves up, from 0 to `size`.
  static func rounded(_ size: Int, share: Double) -> Int {
    guard size > 0, share > 0 else { return 0 }
    let count = (Double(size) * share + 0.5).rounded(.down)
    return count < Double(size) ? Int(count) : size
  }
}

extension Double {
  /// The whole number that this all but is, for 0.29 of 100 is 29 and not a little less.
  fileprivate var snapped: Double { abs(self - rounded()) < 1e-6 ? rounded() : self }
}

/// What happens to the images that a share cannot find.
package enum Shortage: String, Sendable, CaseIterable {
  /// The uncertain share gets them.
  case uncertain
  /// They are drawn at random.
  case random
  /// The batch is smaller by them.
  case smaller
  /// There is no batch.
  case stop
}

/// What happens where a share cannot be filled, by share.
package struct ShortageRules: Sendable, Equatable {
  /// Never `uncertain`.
  package var uncertain: Shortage
  package var diverse: Shortage
  package var rare: Shortage
  package var review: Shortage

  /// Declares the rules; by default the uncertain share gets what others cannot find, and the random one what that cannot.
  package init(
    uncertain: Shortage = .random, diverse: Shortage = .uncertain, rare: Shortage = .uncertain,
    review: Shortage = .uncertain
  ) {
    self.uncertain = uncertain
    self.diverse = diverse
    self.rare = rare
    self.review = review
  }

  /// The rule of a share.
  func of(_ share: Share) -> Shortage {
    switch share {
    case .uncertain: uncertain
    case .diverse: diverse
    case .rare: rare
    case .review: review
    case .coverage, .random: .smaller
    }
  }
}
