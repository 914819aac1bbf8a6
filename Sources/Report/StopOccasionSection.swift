/// When a condition for stopping was first met, and what going on since has come to.
package struct StopOccasionSection: Codable, Sendable, Equatable {
  package var kind: StopCriterionSection.Kind
  /// Whether the spec asks for it; otherwise it was looked for as it is by itself.
  package var declared: Bool
  package var asked: Double
  /// The target: the floor that goes with it.
  package var floor: Double?
  package var rounds: Int?
  /// The first iteration at whose end it was met; nil: not yet.
  package var iteration: Int?
  /// Labels and money by then, and the macro-F1 of that iteration's model.
  package var labels: Int?
  package var cost: Double?
  package var macroF1: Double?
  /// What was spent since, and how much macro-F1 that has won.
  package var saved: Double?
  package var lost: Double?
  /// The iterations before, or all, of which it cannot be told; nil where there are none.
  package var untold: [Int]?

  package init(
    kind: StopCriterionSection.Kind, declared: Bool, asked: Double, floor: Double? = nil, rounds: Int? = nil
  ) {
    self.kind = kind
    self.declared = declared
    self.asked = asked
    self.floor = floor
    self.rounds = rounds
  }
}
