import Draws

/// How probable it is that each annotator is right about images of each class: a Beta posterior each.
///
/// The prior is what all annotators together show about the class, worth `strength` answers, and that in turn is drawn
/// towards what they show about all classes. So somebody without an answer counts as the average, and a class without
/// an answer as all classes.
package struct AnnotatorSkill: Sendable, Equatable {
  package let annotators: Int
  package let classes: Int
  /// The first parameter of each posterior, above 0: annotators × classes.
  package let alpha: [Double]
  /// The second, above 0: annotators × classes.
  package let beta: [Double]
  /// Of each class its share of all answers, smoothed: what an image is that nothing is known of.
  package let shares: [Double]

  /// Takes counts of answers to images whose class is known.
  ///
  /// - Parameters:
  ///   - right: Right answers, annotators × classes; fractions may come from estimated truths.
  ///   - wrong: Wrong answers, annotators × classes.
  ///   - annotators: How many there are.
  ///   - classes: At least 1.
  ///   - strength: How many answers the prior is worth, above 0.
  /// - Throws: Where a number is negative or not finite, or the arrays are not annotators × classes.
  package init(
    right: [Double], wrong: [Double], annotators: Int, classes: Int, strength: Double = 4
  ) throws(LabelQualityError) {
    guard annotators >= 0 else { throw .outside(.annotators, row: 0) }
    guard classes >= 1 else { throw .outside(.classes, row: 0) }
    guard strength > 0, strength.isFinite else { throw .outside(.strength, row: 0) }
    let size = annotators * classes
    guard right.count == size else { throw .count(of: .right, expected: size, found: right.count) }
    guard wrong.count == size else { throw .count(of: .wrong, expected: size, found: wrong.count) }
    if let row = right.firstIndex(where: { !($0 >= 0 && $0.isFinite) }) { throw .outside(.right, row: row / classes) }
    if let row = wrong.firstIndex(where: { !($0 >= 0 && $0.isFinite) }) { throw .outside(.wrong, row: row / classes) }

    func pooled(_ counts: [Double], _ label: Int) -> Double {
      (0..<annotators).reduce(0) { $0 + counts[$1 * classes + label] }
    }
    let rightOf = (0..<classes).map { pooled(right, $0) }
    let answersOf = (0..<classes).map { rightOf[$0] + pooled(wrong, $0) }
    let answers = answersOf.reduce(0, +)
    // One right answer and one wrong one stand for what is known before anybody has answered.
    let overall = (rightOf.reduce(0, +) + 1) / (answers + 2)
    let means = (0..<classes).map { (rightOf[$0] + strength * overall) / (answersOf[$0] + strength) }
    self.annotators = annotators
    self.classes = classes
    alpha = (0..<size).map { right[$0] + strength * means[$0 % classes] }
    beta = (0..<size).map { wrong[$0] + strength * (1 - means[$0 % classes]) }
    shares = answersOf.map { ($0 + 1) / (answers + Double(classes)) }
  }

  /// The means of the posteriors: annotators × classes.
  package var means: [Double] { alpha.indices.map { alpha[$0] / (alpha[$0] + beta[$0]) } }

  /// One draw of each posterior, for Thompson sampling (Thompson 1933): annotators × classes.
  ///
  /// - Parameters:
  ///   - draw: Keyed by the iteration and the export.
  ///   - ids: The annotators' ids: somebody's draws depend on theirs alone.
  /// - Returns: Numbers from 0 to 1.
  package func drawn(_ draw: Draw, ids: [String]) -> [Double] {
    zip(0..<annotators, ids).flatMap { annotator, id in
      var stream = draw.stream(id)
      return (0..<classes).map { label in
        BetaDraw.next(alpha[annotator * classes + label], beta[annotator * classes + label], &stream)
      }
    }
  }
}
