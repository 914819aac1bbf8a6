/// Whether to stop, and why.
package struct StopSection: Codable, Sendable, Equatable {
  package var stop: Bool
  /// Every condition that was declared, and the end of the pool once it is there.
  package var criteria: [StopCriterionSection]

  package init(stop: Bool = false, criteria: [StopCriterionSection] = []) {
    self.stop = stop
    self.criteria = criteria
  }
}

/// One declared condition and how things stand.
package struct StopCriterionSection: Codable, Sendable, Equatable {
  package enum Kind: String, Codable, Sendable, CaseIterable {
    case macroF1 = "macro_f1"
    case classF1Floor = "class_f1_floor"
    case plateau, budget
    case poolEnd = "pool_end"
  }
  package var kind: Kind
  /// What was asked for: an F1, a gain, or an amount.
  package var asked: Double
  /// What was found, for the budget what was spent; nil where it cannot be told yet.
  package var found: Double?
  package var met: Bool
  /// The floor: names of the classes below it or not measured.
  package var classes: [String]
  /// The plateau: the number of iterations.
  package var rounds: Int?

  package init(
    kind: Kind, asked: Double, found: Double?, met: Bool, classes: [String] = [], rounds: Int? = nil
  ) {
    self.kind = kind
    self.asked = asked
    self.found = found
    self.met = met
    self.classes = classes
    self.rounds = rounds
  }
}
