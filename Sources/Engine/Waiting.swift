import Columnar
import Storage

/// What an iteration waits for, and how to give it.
package struct Waiting: Sendable, Equatable {
  /// One person's part.
  package struct Part: Sendable, Equatable {
    /// Who is to answer.
    package let who: String
    /// How many answers are in.
    package let answered: Int
    /// How many are asked for.
    package let asked: Int
    /// The file that holds the person's tasks.
    package let payload: String

    /// Makes a part.
    package init(who: String, answered: Int, asked: Int, payload: String) {
      self.who = who
      self.answered = answered
      self.asked = asked
      self.payload = payload
    }
  }

  /// The stage that waits.
  package let stage: String
  /// The round of labelling, from 1.
  package let round: Int
  /// The folder that answers are dropped into.
  package let inbox: String
  /// Each person's part, in the order of the spec.
  package let parts: [Part]
  /// Returned rows that could not be used, by reason.
  package let unusable: [NamedValue]

  /// Makes a description of what is missing.
  package init(stage: String, round: Int, inbox: String, parts: [Part], unusable: [NamedValue]) {
    self.stage = stage
    self.round = round
    self.inbox = inbox
    self.parts = parts
    self.unusable = unusable
  }
}
