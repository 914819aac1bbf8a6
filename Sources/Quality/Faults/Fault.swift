/// A way in which a person errs more often than the others, beyond chance.
package struct Fault: Sendable, Equatable {
  /// What is done wrong.
  package enum Kind: Sendable, Equatable {
    /// Any image.
    case everything
    /// The images of a class.
    case ofClass(Int)
    /// Images of the first class are called the second.
    case confusion(Int, Int)
  }

  /// The person's number.
  package var person: Int
  package var kind: Kind
  /// Errors of that kind among the person's answers that could have been such.
  package var own: Proportion
  /// The same of all others together.
  package var others: Proportion
  /// The look from 0 that the difference began with, as far as the evidence tells.
  package var since: Int
  /// The first look from 0 at which it could be claimed.
  package var found: Int

  package init(person: Int, kind: Kind, own: Proportion, others: Proportion, since: Int, found: Int) {
    self.person = person
    self.kind = kind
    self.own = own
    self.others = others
    self.since = since
    self.found = found
  }
}
