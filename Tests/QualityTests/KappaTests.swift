import Quality
import Testing

struct KappaTests {
  @Test func agreesWithScikitLearn() throws {
    // cohen_kappa_score([0,0,1,1,2,2,2,0,1,0], [0,1,1,1,2,0,2,0,1,0])
    let matrix = [[3, 1, 0], [0, 3, 0], [1, 0, 2]]
    let kappa = try #require(Kappa.cohen(matrix))
    #expect(abs(kappa - 0.696969696969697) < 1e-15)
  }

  @Test func oneClassOnlyHasNoKappa() {
    #expect(Kappa.cohen([[5, 0], [0, 0]]) == nil)
    #expect(Kappa.cohen([]) == nil)
    #expect(Kappa.cohen([[1, 2], [3]]) == nil)
  }

  @Test func pairsCountIndependentVotesThatNameAClass() {
    let images = [
      [Vote(annotator: 2, label: 0), Vote(annotator: 1, label: 1), Vote(annotator: 3, label: 0, round: 2)],
      [Vote(annotator: 1, label: 1), Vote(annotator: 2, label: 1), Vote(annotator: 1, label: 0)],
      [Vote(annotator: 1, label: 0), Vote(annotator: 2, label: nil)],
      [Vote(annotator: 3, label: 0), Vote(annotator: 2, label: 0)],
    ]
    let pairs = Kappa.pairs(images: images, classes: 2)
    #expect(
      pairs == [
        // Matrix [[0, 0], [1, 1]]: observed 1/2, expected 1/2.
        PairAgreement(first: 1, second: 2, images: 2, same: 1, kappa: 0),
        PairAgreement(first: 2, second: 3, images: 1, same: 1, kappa: nil),
      ])
  }
}
