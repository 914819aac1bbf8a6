/// How much a label counts in training.
package enum LabelWeight {
  /// What a stated confidence is worth; one that was not stated is no evidence of doubt.
  package static func value(of confidence: Confidence?) -> Double {
    switch confidence {
    case .high, nil: 1
    case .medium: 0.8
    case .low: 0.4
    }
  }

  /// The weight of a decided label, in [floor, 1]; 0 for an image that is undecided.
  ///
  /// `floor + (1 − floor) · agreement · confidence`, where `agreement` is the share of the votes for the label
  /// among those that name a class, and `confidence` the mean worth of the votes for it: high 1, medium 0.8,
  /// low 0.4. So a label that is unanimous and sure weighs 1; conflict and doubt lower it towards the floor,
  /// and never below, so that rare and hard classes are not silenced. Example with floor 0.3: two of three
  /// votes, all medium: 0.3 + 0.7 · 2/3 · 0.8 = 0.673.
  package static func weight(votes: [Vote], decision: Decision, floor: Double) -> Double {
    guard let label = decision.label else { return 0 }
    let low = min(1, max(0, floor.isNaN ? 0 : floor))
    var high = 0
    var medium = 0
    var unsure = 0
    for vote in votes where vote.label == label {
      switch vote.confidence {
      case .high, nil: high += 1
      case .medium: medium += 1
      case .low: unsure += 1
      }
    }
    let count = high + medium + unsure
    guard count > 0 else { return low }
    // Counts first, so that the sum does not depend on the order of the votes.
    let worth =
      (Double(high) * value(of: .high) + Double(medium) * value(of: .medium)
        + Double(unsure) * value(of: .low)) / Double(count)
    let agreement = min(1, max(0, decision.agreement))
    return min(1, max(low, low + (1 - low) * agreement * worth))
  }
}
