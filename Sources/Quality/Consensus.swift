/// Who or what settled the label of an image.
package enum DecidedBy: String, Sendable, Equatable, CaseIterable {
  /// Every vote that names a class names this one, and no review was needed to say so.
  case unanimous
  /// More votes for this class than for any other.
  case majority
  /// One vote alone names a class, and it is no senior's review: nobody has confirmed it.
  case single
  /// A senior's vote: a tie broken, or an agreement of low confidence reviewed.
  case senior
  /// The weights of votes that differ.
  case weighted
  /// Votes that differ, and what people's errors have been found to be.
  case dawidSkene = "dawid_skene"
  /// No label.
  case undecided
}

/// Why an image should go to a second round.
package enum ReviewReason: String, Sendable, Equatable, CaseIterable {
  /// Two independent votes name different classes, or one names a class where another abstains.
  case disagreement
  /// An independent vote was given with low confidence.
  case lowConfidence = "low_confidence"
  /// The class is not as probable as is asked for.
  case lowCertainty = "low_certainty"
}

/// What the votes on an image come to.
package struct Decision: Sendable, Equatable {
  /// The class, or nil if undecided.
  package var label: Int?
  /// Votes for the label among all votes that name a class; 0 if undecided.
  package var agreement: Double
  package var decidedBy: DecidedBy
  /// In the order of `ReviewReason.allCases`; empty once a senior has reviewed the image.
  package var needsReview: [ReviewReason]

  package init(label: Int?, agreement: Double, decidedBy: DecidedBy, needsReview: [ReviewReason]) {
    self.label = label
    self.agreement = agreement
    self.decidedBy = decidedBy
    self.needsReview = needsReview
  }
}

/// From votes to a label.
package enum Consensus {
  /// The published rule: the majority; a tie goes by the seniors; else the image goes to a second round.
  ///
  /// 1. A review (a senior's vote of round 2 or later) of independent votes that all named one class decides
  ///    alone: the image was sent to the senior because that agreement was not to be trusted.
  /// 2. Otherwise the class with the most votes of all rounds wins.
  /// 3. A tie for the most goes to the tied class with the most seniors' votes, if `tiebreakSenior`.
  /// 4. Otherwise the image is undecided. One vote alone is `single`, or `senior` where it is a review.
  ///
  /// A second round is due for disagreement unless a senior's own vote has broken the tie, and for low
  /// confidence in any independent vote; neither once a senior has reviewed. Abstentions name no class: they
  /// never win, and one beside a named class is a disagreement. Votes for a class outside `0..<classes` count
  /// as abstentions. The order of the votes does not matter.
  package static func majority(votes: [Vote], classes: Int, tiebreakSenior: Bool = true) -> Decision {
    var counts = [Int](repeating: 0, count: max(0, classes))
    var seniors = counts
    var independent = counts
    var reviews = counts
    var abstained = false
    var lowConfidence = false
    var reviewed = false
    for vote in votes {
      if vote.round <= 1, vote.confidence == .low { lowConfidence = true }
      if vote.round > 1, vote.senior { reviewed = true }
      guard let label = vote.label, counts.indices.contains(label) else {
        if vote.round <= 1 { abstained = true }
        continue
      }
      counts[label] += 1
      if vote.senior { seniors[label] += 1 }
      if vote.round <= 1 { independent[label] += 1 }
      if vote.round > 1, vote.senior { reviews[label] += 1 }
    }
    let named = independent.count { $0 > 0 }

    var label: Int?
    var decidedBy = DecidedBy.undecided
    let leaders = top(counts)
    if named == 1, let review = single(top(reviews)) {
      label = review
      decidedBy = .senior
    } else if let leader = single(leaders) {
      label = leader
      let isAlone = counts[leader] == 1 && counts.reduce(0, +) == 1
      decidedBy =
        isAlone ? reviews[leader] == 1 ? .senior : .single : counts.count { $0 > 0 } == 1 ? .unanimous : .majority
    } else if tiebreakSenior, let leader = single(top(seniors, among: leaders)) {
      label = leader
      decidedBy = .senior
    }

    var reasons: [ReviewReason] = []
    if !reviewed, !votes.isEmpty {
      let differs = named > 1 || (abstained && named == 1) || (abstained && named == 0)
      if differs, decidedBy != .senior { reasons.append(.disagreement) }
      if lowConfidence { reasons.append(.lowConfidence) }
    }
    let total = counts.reduce(0, +)
    let agreement = label.map { Double(counts[$0]) / Double(max(1, total)) } ?? 0
    return Decision(label: label, agreement: agreement, decidedBy: decidedBy, needsReview: reasons)
  }

  /// The classes with the highest count above zero.
  private static func top(_ counts: [Int], among candidates: [Int]? = nil) -> [Int] {
    let considered = candidates ?? Array(counts.indices)
    let highest = considered.map { counts[$0] }.max() ?? 0
    return highest == 0 ? [] : considered.filter { counts[$0] == highest }
  }

  private static func single(_ classes: [Int]) -> Int? {
    classes.count == 1 ? classes.first : nil
  }
}
