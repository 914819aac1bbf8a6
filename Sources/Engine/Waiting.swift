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

  /// Answers that were returned and cannot be used, for one reason.
  package struct Unusable: Sendable, Equatable {
    /// One of them.
    package struct Row: Sendable, Equatable {
      package let file: String
      /// From 1, the header of a table left out; nil where the whole file is meant.
      package let row: Int?
      /// Who gave it, as the platform names somebody.
      package let who: String?
      /// What the reason is about; may be empty.
      package let value: String

      /// Makes a row.
      package init(file: String, row: Int?, who: String?, value: String) {
        self.file = file
        self.row = row
        self.who = who
        self.value = value
      }
    }

    /// A code.
    package let reason: String
    package let count: Int
    /// The first of them.
    package let examples: [Row]

    /// Makes a description.
    package init(reason: String, count: Int, examples: [Row]) {
      self.reason = reason
      self.count = count
      self.examples = examples
    }
  }

  /// Answers that do not count and that nobody need look at: given twice, replaced, not submitted.
  package struct Counted: Sendable, Equatable {
    /// A code.
    package let reason: String
    package let count: Int

    /// Makes a count.
    package init(reason: String, count: Int) {
      self.reason = reason
      self.count = count
    }
  }

  /// A file in the folder for answers that holds none.
  package struct SetAside: Sendable, Equatable {
    package let file: String
    /// For people.
    package let reason: String

    /// Makes a description.
    package init(file: String, reason: String) {
      self.file = file
      self.reason = reason
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
  /// Returned rows that cannot be used, by reason.
  package let unusable: [Unusable]
  /// Returned rows that do not count and alarm nobody, by reason.
  package let counted: [Counted]
  /// Files that hold no answers.
  package let setAside: [SetAside]

  /// Makes a description of what is missing.
  package init(
    stage: String, round: Int, inbox: String, parts: [Part], unusable: [Unusable], counted: [Counted] = [],
    setAside: [SetAside] = []
  ) {
    self.stage = stage
    self.round = round
    self.inbox = inbox
    self.parts = parts
    self.unusable = unusable
    self.counted = counted
    self.setAside = setAside
  }
}
