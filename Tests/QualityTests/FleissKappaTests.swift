import Quality
import Testing

struct FleissKappaTests {
  private func near(_ value: Double?, _ wanted: Double) -> Bool { value.map { abs($0 - wanted) < 1e-12 } ?? false }

  /// One vote an annotator, from how many named each class.
  private func votes(_ counts: [Int]) -> [Vote] {
    counts.enumerated().flatMap { [Int](repeating: $0.offset, count: $0.element) }.enumerated().map {
      Vote(annotator: $0.offset, label: $0.element)
    }
  }

  // fleiss_kappa(table) of statsmodels 0.15.0, for a class of the table [n_ij, 14 − n_ij].
  @Test func agreesWithStatsmodels() {
    let table = [
      [0, 0, 0, 0, 14], [0, 2, 6, 4, 2], [0, 0, 3, 5, 6], [0, 3, 9, 2, 0], [2, 2, 8, 1, 1], [7, 7, 0, 0, 0],
      [3, 2, 6, 3, 0], [2, 5, 3, 2, 2], [6, 5, 2, 1, 0], [0, 2, 2, 3, 7],
    ]
    let kappa = FleissKappa.kappa(images: table.map(votes), classes: 5)
    #expect(near(kappa.overall, 0.20993070442195522))
    let perClass = [
      0.20128205128205157, 0.07967032967032936, 0.17159763313609505, 0.030381383322560195, 0.5076566951566953,
    ]
    #expect(zip(kappa.perClass, perClass).allSatisfy(near))
    #expect(kappa.images == 10)
    #expect(kappa.votes == 140)
  }

  @Test func takesTheCommonestNumberOfVotes() {
    // Nineteen images with three votes, five with four.
    let kappa = FleissKappa.kappa(images: VotesByFormula.images, classes: 3)
    #expect(kappa.images == 19)
    #expect(kappa.votes == 57)
    #expect(near(kappa.overall, 0.7881040892193311))
    #expect(zip(kappa.perClass, [0.7393292682926829, 0.6984126984126987, 0.9229729729729728]).allSatisfy(near))
    let reversed: [[Vote]] = VotesByFormula.images.reversed().map { $0.reversed() }
    #expect(FleissKappa.kappa(images: reversed, classes: 3) == kappa)
  }

  @Test func ofEquallyCommonNumbersTheLarger() {
    let counts = [[1, 1], [2, 1], [0, 3], [0, 2], [1, 0], [0, 1], [1, 0]]
    let kappa = FleissKappa.kappa(images: counts.map(votes), classes: 2)
    #expect(kappa.images == 2)
    #expect(kappa.votes == 6)
    // Observed (1/3 + 1) / 2, expected 1/9 + 4/9.
    #expect(near(kappa.overall, 0.25))
  }

  @Test func onlyIndependentVotesCount() {
    let others = [Vote(annotator: 7, label: 0, round: 2), Vote(annotator: 8, label: nil)]
    let more = VotesByFormula.images.map { $0 + others }
    #expect(FleissKappa.kappa(images: more, classes: 3) == FleissKappa.kappa(images: VotesByFormula.images, classes: 3))
  }

  @Test func isNotDefinedForOneClassOrWithoutPairs() {
    let same = FleissKappa.kappa(images: [votes([0, 2]), votes([0, 2])], classes: 2)
    #expect(same.overall == nil)
    #expect(same.perClass == [nil, nil])
    #expect(same.images == 2)
    let single = FleissKappa.kappa(images: [votes([1, 0]), []], classes: 2)
    #expect(single.overall == nil)
    #expect(single.images == 0)
    #expect(FleissKappa.kappa(images: [], classes: 2).perClass == [nil, nil])
  }
}
