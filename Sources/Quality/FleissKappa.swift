/// Fleiss' kappa, for images that have equally many votes, of whomever.
///
/// J. L. Fleiss, Measuring nominal scale agreement among many raters, Psychological Bulletin 76 (1971).
package enum FleissKappa {
  /// (observed − expected) / (1 − expected) over the images with the commonest number of independent votes.
  ///
  /// The kappa wants equally many votes on every image. Taken are the images with exactly n, the number of at least two that
  /// most images have, and of several such numbers the largest; n is `votes / images` of what is returned. `Krippendorff`
  /// leaves none out that has two. With n_ij votes on image i of N for class j and p_j = Σ_i n_ij / Nn, the kappa of class
  /// j is 1 − Σ_i n_ij (n − n_ij) / (N n (n − 1) p_j (1 − p_j)), and that over all classes their mean with the weights
  /// p_j (1 − p_j). The order of images and votes does not matter.
  ///
  /// - Parameters:
  ///   - images: The votes of one image each; independent ones that name a class count, the first of each annotator.
  ///   - classes: How many classes there are.
  /// - Returns: Kappa over all classes, and of each class against all others.
  package static func kappa(images: [[Vote]], classes: Int) -> BeyondChance {
    let answers = AnswerCounts(images: images, classes: classes)
    var frequency = [Int](repeating: 0, count: (answers.votes.max() ?? 0) + 1)
    for votes in answers.votes where votes >= 2 { frequency[votes] += 1 }
    let raters = frequency.indices.reduce(0) { frequency[$1] > 0 && frequency[$1] >= frequency[$0] ? $1 : $0 }
    let compared = answers.votes.indices.filter { raters >= 2 && answers.votes[$0] == raters }
    var disagreeing = [Int](repeating: 0, count: answers.classes)
    var totals = disagreeing
    for image in compared {
      for label in 0..<answers.classes {
        let count = answers.count(image, label)
        disagreeing[label] += count * (raters - count)
        totals[label] += count
      }
    }
    let all = compared.count * raters
    func kappa(_ disagreeing: Int, expected: Int) -> Double? {
      expected > 0 ? 1 - Double(disagreeing) * Double(all) / (Double(raters - 1) * Double(expected)) : nil
    }
    return BeyondChance(
      overall: kappa(disagreeing.reduce(0, +), expected: totals.reduce(0) { $0 + $1 * (all - $1) }),
      perClass: totals.indices.map { kappa(disagreeing[$0], expected: totals[$0] * (all - totals[$0])) },
      images: compared.count, votes: all)
  }
}
