import Quality
import Testing

struct KappaTests {
  @Test func agreesWithScikitLearn() throws {
    // cohen_kappa_score([0,0,1,1,2,2,2,0,1,0], [0,1,1,1,2,0,2,0,1,0])
    let matrix = [[3, 1, 0], [0, 3, 0], [1, 0, 2]]
    let kappa = try #require(Kappa.cohen(matrix))
    #expect(abs(kappa - 0.696969696969697) < 1e-15)
  }

  @Test func aClassAgainstTheRestAgreesWithScikitLearn() throws {
    // scikit-learn 1.9.1: cohen_kappa_score(a == c, b == c) of annotators 0 and 1 of VotesByFormula.
    var matrix = [[Int]](repeating: [0, 0, 0], count: 3)
    for votes in VotesByFormula.images {
      guard let one = votes.first(where: { $0.annotator == 0 })?.label else { continue }
      guard let other = votes.first(where: { $0.annotator == 1 })?.label else { continue }
      matrix[one][other] += 1
    }
    #expect(abs(try #require(Kappa.cohen(matrix)) - 0.6917808219178082) < 1e-12)
    for (index, wanted) in [0.44444444444444453, 0.5945945945945946, 1.0].enumerated() {
      #expect(abs(try #require(Kappa.cohen(matrix, oneVersusRest: index)) - wanted) < 1e-12)
    }
    let pair = try #require(Kappa.pairs(images: VotesByFormula.images, classes: 3).first)
    #expect(pair.perClass == (0..<3).map { Kappa.cohen(matrix, oneVersusRest: $0) })
  }

  @Test func aClassOutsideOrNeverNamedHasNoKappa() {
    #expect(Kappa.cohen([[5, 1], [0, 2]], oneVersusRest: 2) == nil)
    #expect(Kappa.cohen([[5, 1], [0, 2]], oneVersusRest: -1) == nil)
    #expect(Kappa.cohen([[5, 1, 0], [0, 2, 0], [0, 0, 0]], oneVersusRest: 2) == nil)
    #expect(Kappa.cohen([[1, 2], [3]], oneVersusRest: 0) == nil)
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
        PairAgreement(first: 1, second: 2, images: 2, same: 1, kappa: 0, perClass: [0, 0]),
        PairAgreement(first: 2, second: 3, images: 1, same: 1, kappa: nil, perClass: [nil, nil]),
      ])
  }
}
