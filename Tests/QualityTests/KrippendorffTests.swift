import Quality
import Testing

struct KrippendorffTests {
  /// The example of Krippendorff (2011), section C, classes from 0: four annotators, twelve images.
  private let example: [[Vote]] = [
    [0, 0, nil, 0], [1, 1, 2, 1], [2, 2, 2, 2], [2, 2, 2, 2], [1, 1, 1, 1], [0, 1, 2, 3], [3, 3, 3, 3], [0, 0, 1, 0],
    [1, 1, 1, 1], [nil, 4, 4, 4], [nil, nil, 0, 0], [nil, 2, nil, nil],
  ].map { $0.enumerated().map { Vote(annotator: $0.offset, label: $0.element) } }

  private func near(_ value: Double?, _ wanted: Double) -> Bool { value.map { abs($0 - wanted) < 1e-12 } ?? false }

  // krippendorff 0.9.0: alpha(…, level_of_measurement="nominal"), for a class of the answers that are it or not.
  @Test func isThePapers() {
    let alpha = Krippendorff.alpha(images: example, classes: 5)
    #expect(near(alpha.overall, 0.743421052631579))
    let perClass = [0.7204301075268817, 0.6666666666666667, 0.74, 0.7771428571428571, 1]
    #expect(zip(alpha.perClass, perClass).allSatisfy(near))
    #expect(alpha.images == 11)
    #expect(alpha.votes == 40)
  }

  @Test func agreesWithThePeerOnVotesByFormula() {
    let alpha = Krippendorff.alpha(images: VotesByFormula.images, classes: 3)
    #expect(near(alpha.overall, 0.7925622654384169))
    #expect(zip(alpha.perClass, [0.7278236914600551, 0.71575502571295, 0.940251572327044]).allSatisfy(near))
  }

  @Test func theOrderOfImagesAndVotesDoesNotMatterToABit() {
    let alpha = Krippendorff.alpha(images: VotesByFormula.images, classes: 3)
    let reversed: [[Vote]] = VotesByFormula.images.reversed().map { $0.reversed() }
    #expect(Krippendorff.alpha(images: reversed, classes: 3) == alpha)
  }

  @Test func onlyIndependentVotesCount() {
    let more = example.map {
      $0 + [
        Vote(annotator: 7, label: 3, round: 2), Vote(annotator: 8, label: 3, edited: true),
        Vote(annotator: 9, label: 9),
      ]
    }
    #expect(Krippendorff.alpha(images: more, classes: 5) == Krippendorff.alpha(images: example, classes: 5))
  }

  @Test func lessThanChanceIsBelowZero() {
    // Two images, on each one vote for either class: D_o = 1, D_e = 2/3.
    let split = [[Vote(annotator: 0, label: 0), Vote(annotator: 1, label: 1)]]
    #expect(Krippendorff.alpha(images: split + split, classes: 2).overall == -0.5)
  }

  @Test func isNotDefinedForOneClassOrWithoutPairs() {
    let same = [[Vote(annotator: 0, label: 1), Vote(annotator: 1, label: 1)]]
    let alpha = Krippendorff.alpha(images: same, classes: 3)
    #expect(alpha.overall == nil)
    #expect(alpha.perClass == [nil, nil, nil])
    #expect(alpha.images == 1)
    let single = Krippendorff.alpha(images: [[Vote(annotator: 0, label: 1)], []], classes: 3)
    #expect(single.overall == nil)
    #expect(single.images == 0)
    #expect(Krippendorff.alpha(images: [], classes: 0).perClass.isEmpty)
  }

  @Test func aClassThatNobodyNamesHasNoneAndChangesNothing() {
    let alpha = Krippendorff.alpha(images: example, classes: 6)
    #expect(alpha.overall == Krippendorff.alpha(images: example, classes: 5).overall)
    #expect(alpha.perClass[5] == nil)
  }
}
