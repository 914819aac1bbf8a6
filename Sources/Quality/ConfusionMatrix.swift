/// Counts of answers by the true class.
package struct ConfusionMatrix: Sendable, Equatable {
  /// `counts[expected][answered]`.
  package private(set) var counts: [[Int]]
  /// Abstentions by the true class.
  package private(set) var abstained: [Int]

  /// An empty matrix of `classes` rows and columns.
  package init(classes: Int) {
    let size = max(0, classes)
    counts = [[Int]](repeating: [Int](repeating: 0, count: size), count: size)
    abstained = [Int](repeating: 0, count: size)
  }

  /// The matrix of answers in any order; nil answered is an abstention.
  ///
  /// Pairs whose true class is outside `0..<classes` are left out; an answer outside counts as an abstention.
  package init(expected: [Int], answered: [Int?], classes: Int) {
    self.init(classes: classes)
    for (truth, answer) in zip(expected, answered) { add(expected: truth, answered: answer) }
  }

  /// Counts one answer.
  package mutating func add(expected: Int, answered: Int?) {
    guard counts.indices.contains(expected) else { return }
    if let answered, counts.indices.contains(answered) {
      counts[expected][answered] += 1
    } else {
      abstained[expected] += 1
    }
  }

  /// Answers that name a class.
  package var answers: Int { counts.reduce(0) { $0 + $1.reduce(0, +) } }

  /// Answers that name the true class, among those that name one.
  package var correct: Proportion {
    Proportion(successes: counts.indices.reduce(0) { $0 + counts[$1][$1] }, trials: answers)
  }

  /// The same for the images of one true class; no trials for a class outside.
  package func correct(ofClass index: Int) -> Proportion {
    guard counts.indices.contains(index) else { return Proportion(successes: 0, trials: 0) }
    return Proportion(successes: counts[index][index], trials: counts[index].reduce(0, +))
  }
}
