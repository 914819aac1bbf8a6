import Labelling
import Storage
import Texts

/// A picture that people were asked about, and what they answered: a label belongs to bytes, not to a name.
package struct LabelledPicture: Sendable {
  package let picture: Picture
  /// The latest decision under each of its names, in the order in which they were given.
  ///
  /// As a rule there is one. A build that joined labels by name could ask about the same bytes under several.
  package private(set) var decisions: [LabelDecision]
  /// Every name that it was labelled under, the latest first.
  package private(set) var names: [String]

  /// The decision that counts: the last correction, or else the last that settles the matter, or else the last.
  package var decision: LabelDecision? {
    decisions.last(where: \.isCorrection) ?? decisions.last(where: \.isSettled) ?? decisions.last
  }
  /// SHA-256 of its bytes, if they are known.
  package var digest: Digest? { picture.digest }
  /// Words that each settle the matter under a name of its own: all votes have to be resolved together; none where one
  /// decision holds for the bytes.
  package var apart: [LabelDecision] {
    let settled = decisions.filter(\.isSettled)
    return settled.count > 1 && !settled.contains(where: \.isCorrection) ? settled : []
  }

  /// The pictures that decisions are about, by the name that they were last labelled under and then by their bytes.
  ///
  /// - Parameter decisions: In the order in which they were given. A later decision under a name replaces the earlier one; a decision
  ///   that was made of all answers about the bytes replaces all of them.
  /// - Returns: Each picture once.
  package static func all(_ decisions: [LabelDecision]) -> [LabelledPicture] {
    var pictures: [Picture: LabelledPicture] = [:]
    for decision in decisions {
      pictures[decision.picture, default: LabelledPicture(picture: decision.picture)].add(decision)
    }
    // What is known by its name alone comes before bytes, as a row without a value does.
    return pictures.values.sorted {
      (($0.names.first ?? "").exact, $0.picture) < (($1.names.first ?? "").exact, $1.picture)
    }
  }

  private init(picture: Picture) {
    self.picture = picture
    decisions = []
    names = []
  }

  private mutating func add(_ decision: LabelDecision) {
    let name = decision.imageID.exact
    decisions.removeAll { decision.isWhole || $0.imageID.exact == name }
    decisions.append(decision)
    names.removeAll { $0.exact == name }
    names.insert(decision.imageID, at: 0)
  }
}
