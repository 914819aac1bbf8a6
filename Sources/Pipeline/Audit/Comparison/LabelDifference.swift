/// What differs between the labels that two iterations know at their end.
package struct LabelDifference: Sendable, Encodable {
  /// A vote on an image.
  package struct Vote: Sendable, Encodable {
    package let annotator: String
    /// Nil: no class was named.
    package let label: String?
    package let iteration: Int
    package let round: Int
  }

  /// An image that has another label.
  package struct Flip: Sendable, Encodable {
    package let image: String
    /// Nil: people did not come to one.
    package let old: String?
    package let new: String?
    package let oldVotes: [Vote]
    package let newVotes: [Vote]
  }

  /// Images with a label.
  package let old: Int
  package let new: Int
  /// Images that only one of them has answers for.
  package let gained: Int
  package let lost: Int
  /// Images with another label, by id.
  package let flips: [Flip]
}
