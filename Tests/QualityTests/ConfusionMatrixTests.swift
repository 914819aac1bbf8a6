import Quality
import Testing

struct ConfusionMatrixTests {
  @Test func countsPairs() {
    let matrix = ConfusionMatrix(expected: [0, 0, 1, 2, 1], answered: [0, 2, 1, nil, 8], classes: 3)
    #expect(matrix.counts == [[1, 0, 1], [0, 1, 0], [0, 0, 0]])
    #expect(matrix.abstained == [0, 1, 1])
    #expect(matrix.correct == Proportion(successes: 2, trials: 3))
    #expect(matrix.correct(ofClass: 0) == Proportion(successes: 1, trials: 2))
    #expect(matrix.correct(ofClass: 5).trials == 0)
  }

  @Test func pairsOfAnUnknownTrueClassAreLeftOut() {
    #expect(ConfusionMatrix(expected: [-1, 3], answered: [0, 0], classes: 3).answers == 0)
    #expect(ConfusionMatrix(expected: [0], answered: [0], classes: 0).answers == 0)
  }
}
