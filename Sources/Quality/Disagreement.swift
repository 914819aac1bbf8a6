/// How often independent votes differ.
package enum Disagreement {
  /// Images whose first-round votes name more than one class, among those with at least two such votes.
  ///
  /// `images` holds the votes of one image each. Reviews are left out: whoever reviews knows that others
  /// disagreed, and so are votes that somebody else has edited. Abstentions name no class.
  package static func rate(images: [[Vote]]) -> Proportion {
    var compared = 0
    var differing = 0
    for votes in images {
      let labels = votes.lazy.filter(\.isIndependent).compactMap(\.label)
      guard let first = labels.first, labels.dropFirst().first != nil else { continue }
      compared += 1
      if labels.contains(where: { $0 != first }) { differing += 1 }
    }
    return Proportion(successes: differing, trials: compared)
  }
}
