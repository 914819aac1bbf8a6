/// Krippendorff's alpha for classes without an order, where not everybody has seen every image.
///
/// K. Krippendorff, Computing Krippendorff's alpha-reliability (2011), section C.
package enum Krippendorff {
  /// 1 − observed disagreement / disagreement expected by chance, over the images with two independent votes or more.
  ///
  /// With n votes in all, n_c of them for class c, and m_u votes on image u of which n_uc name c:
  /// α = 1 − (n − 1) Σ_u (m_u² − Σ_c n_uc²) / (m_u − 1) / (n² − Σ_c n_c²). An image with one vote compares nothing and is
  /// left out. The order of images and votes does not matter. It is an estimate without an interval.
  ///
  /// - Parameters:
  ///   - images: The votes of one image each; independent ones that name a class count, the first of each annotator.
  ///   - classes: How many classes there are.
  /// - Returns: Alpha over all classes, and of each class against all others.
  package static func alpha(images: [[Vote]], classes: Int) -> BeyondChance {
    let answers = AnswerCounts(images: images, classes: classes)
    let compared = answers.votes.indices.filter { answers.votes[$0] >= 2 }
    let most = compared.map { answers.votes[$0] }.max() ?? 0
    // Pairs that disagree by the number of votes on their image: whole numbers, whose sum knows no order.
    var disagreeing = [[Int]](repeating: [Int](repeating: 0, count: most + 1), count: answers.classes)
    var totals = [Int](repeating: 0, count: answers.classes)
    for image in compared {
      let votes = answers.votes[image]
      for label in 0..<answers.classes {
        let count = answers.count(image, label)
        disagreeing[label][votes] += count * (votes - count)
        totals[label] += count
      }
    }
    let all = totals.reduce(0, +)
    let bySize = (0..<(most + 1)).map { size in disagreeing.reduce(0) { $0 + $1[size] } }
    return BeyondChance(
      overall: alpha(bySize, expected: totals.reduce(0) { $0 + $1 * (all - $1) }, votes: all),
      perClass: totals.indices.map { label in
        // A vote for the class and one against it disagree in both orders.
        alpha(disagreeing[label], expected: totals[label] * (all - totals[label]), votes: all)
      },
      images: compared.count, votes: all)
  }

  /// `disagreeing[m]` and `expected` count ordered pairs, both in the same way.
  private static func alpha(_ disagreeing: [Int], expected: Int, votes: Int) -> Double? {
    guard expected > 0 else { return nil }
    var observed = 0.0
    for size in disagreeing.indices.dropFirst(2) { observed += Double(disagreeing[size]) / Double(size - 1) }
    return 1 - Double(votes - 1) * observed / Double(expected)
  }
}
