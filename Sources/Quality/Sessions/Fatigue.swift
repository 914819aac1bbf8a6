/// Whether a team errs more often at the end of a session.
package struct Fatigue: Sendable, Equatable {
  /// Errors in the last half hour of sessions.
  package var late: Proportion
  /// Errors before it, in the same sessions.
  package var early: Proportion
  /// The first look from 0 at which it could be claimed; nil if at none.
  package var found: Int?
  /// How many answers at the end of sessions it takes to find an error rate that is 7 points higher there, with a probability
  /// of about 80 %; nil before there is anything to go by.
  package var needed: Int?

  /// What is to be found, in points of the error rate.
  package static let difference = 0.07

  package init(late: Proportion, early: Proportion, found: Int?, needed: Int?) {
    self.late = late
    self.early = early
    self.found = found
    self.needed = needed
  }

  /// Compares both ends of sessions, person by person and class by class, so that who works long or what is shown late does
  /// not count.
  ///
  /// - Parameters:
  ///   - looks: What each look has that none before had: one table a person and class, the end of sessions as its own side.
  ///   - claim: `fatigue` or `fatigueOfVotes`.
  ///   - alarms: How seldom the whole project may be wrong.
  /// - Returns: Both rates, and what follows.
  package static func measure(
    _ looks: [[ErrorTable]], claim: FalseAlarms.Claim, alarms: FalseAlarms
  ) -> Fatigue {
    var evidence = OddsEvidence(ratios: claim.ratios)
    var fatigue = Fatigue(late: .none, early: .none, found: nil, needed: nil)
    for (look, tables) in looks.enumerated() {
      evidence.add(tables)
      fatigue.late = tables.reduce(fatigue.late) { $0 + $1.own }
      fatigue.early = tables.reduce(fatigue.early) { $0 + $1.others }
      if fatigue.found == nil, evidence.log >= alarms.need(claim) { fatigue.found = look }
    }
    if let rate = fatigue.early.value, fatigue.late.trials > 0 {
      fatigue.needed = OddsEvidence.answersNeeded(
        own: rate + difference, others: rate, othersPerOwn: Double(fatigue.early.trials) / Double(fatigue.late.trials),
        ratios: claim.ratios.count, need: alarms.need(claim))
    }
    return fatigue
  }
}
