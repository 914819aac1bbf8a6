/// How much people are swayed by being shown the model's class.
///
/// Who is shown it is drawn, so that the difference is due to the showing.
package struct PrelabelsSection: Codable, Sendable, Equatable {
  /// Votes that were given with the model's class in sight, and those of them that name it.
  package var shown: Int
  package var shownSame: Int
  /// Votes on the other tasks, and those of them that name the class that the model would have shown.
  package var hidden: Int
  package var hiddenSame: Int
  /// The share of the first less that of the second, with its 95 % interval; nil as long as either has no vote.
  package var difference: Estimate?

  /// Makes a section.
  package init(shown: Int, shownSame: Int, hidden: Int, hiddenSame: Int, difference: Estimate?) {
    self.shown = shown
    self.shownSame = shownSame
    self.hidden = hidden
    self.hiddenSame = hiddenSame
    self.difference = difference
  }
}
