/// One thing that `winnow doctor` looked at.
package struct DoctorFinding: Sendable, Equatable, Encodable {
  /// What it is about.
  package enum Area: String, Sendable, Encodable, CaseIterable {
    case machine, formats, spec, pool, hooks, data, accounts
  }

  /// How it is.
  package enum State: String, Sendable, Encodable {
    case good
    /// It works, and may not be what is meant.
    case note
    /// It does not work.
    case wrong
  }

  package let area: Area
  package let state: State
  /// What is so, without a full stop.
  package let says: String
  /// The command, or the act, that mends it; nil where nothing is to be done.
  package let mend: String?

  init(_ area: Area, _ state: State, _ says: String, mend: String? = nil) {
    self.area = area
    self.state = state
    self.says = says
    self.mend = mend
  }
}
