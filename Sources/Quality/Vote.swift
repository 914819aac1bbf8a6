/// The confidence that the person gave.
package enum Confidence: String, Sendable, Equatable, CaseIterable {
  case low, medium, high
}

/// One person's answer to one image.
package struct Vote: Sendable, Equatable {
  /// The person, as a number that is theirs alone.
  package var annotator: Int
  /// The class, or nil where the person abstained: a skip or `cannot_tell`.
  package var label: Int?
  /// Nil where the platform did not ask or the person did not say.
  package var confidence: Confidence?
  /// Whether the person decides where others disagree.
  package var senior: Bool
  /// 1 for the independent votes, 2 and more for reviews that others' answers led to.
  package var round: Int
  /// Whether somebody else than the person who was asked has changed it: then it is no independent judgement.
  package var edited: Bool
  /// Whether it was given without knowing of others.
  package var isIndependent: Bool { round <= 1 && !edited }

  package init(
    annotator: Int, label: Int?, confidence: Confidence? = nil, senior: Bool = false, round: Int = 1,
    edited: Bool = false
  ) {
    self.annotator = annotator
    self.label = label
    self.confidence = confidence
    self.senior = senior
    self.round = round
    self.edited = edited
  }
}
