/// Whether the picks teach more than labels drawn at random, by those that the random share has drawn.
package struct PicksSection: Codable, Sendable, Equatable {
  /// Why nothing can be said.
  package enum Unknown: String, Codable, Sendable {
    /// No label that was trained on was drawn at random since the first batch.
    case noneDrawn = "none_drawn"
    /// No label that was trained on was picked.
    case nonePicked = "none_picked"
    /// The holdout has too few groups, or too few vectors.
    case noHoldout = "no_holdout"
  }

  /// As many labels that were drawn at random and that were picked, each beside the same others.
  package struct Comparison: Codable, Sendable, Equatable {
    /// The first iteration whose batch is compared.
    package var since: Int
    /// The labels that both have.
    package var start: Int
    /// The labels that differ, on either side.
    package var drawn: Int
    /// Macro-F1 on the holdout with those that were drawn at random, and with picks in their place.
    package var random: Double
    package var picks: Double
    /// The difference with its 95 % interval.
    package var gain: Estimate

    package init(since: Int, start: Int, drawn: Int, random: Double, picks: Double, gain: Estimate) {
      self.since = since
      self.start = start
      self.drawn = drawn
      self.random = random
      self.picks = picks
      self.gain = gain
    }

    /// Whether the interval holds zero, or lies on one side of it.
    package var finding: Finding {
      guard let low = gain.low, let high = gain.high else { return .notShown }
      return low > 0 ? .pay : high < 0 ? .harm : .notShown
    }
  }

  /// What a comparison says of picks.
  package enum Finding: Sendable, Equatable {
    /// They teach more than as many labels drawn at random.
    case pay
    /// No difference is shown.
    case notShown
    /// They teach less.
    case harm
  }

  /// All batches after the first.
  package var all: Comparison?
  /// The latest batches, after everything before them; nil as long as these are all batches.
  package var recent: Comparison?
  package var unknown: Unknown?
  /// Images of the holdout, and their groups.
  package var images = 0
  package var groups = 0
  /// How often picks were drawn to stand in.
  package var draws = 0

  /// Nothing is known yet.
  package init(unknown: Unknown? = nil) { self.unknown = unknown }
}
