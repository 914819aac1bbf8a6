import Learning
import Testing

struct ClassBalanceTests {
  @Test func handWorked() throws {
    // 6 rows, 3 classes present: 6 / (3·count).
    #expect(try ClassBalance.weights(labels: [0, 0, 0, 1, 1, 3], classes: 5) == [2.0 / 3, 1, 0, 2, 0])
    #expect(
      try ClassBalance.rowWeights(labels: [0, 1, 1], classes: 2, sampleWeights: [2, 1, 1]) == [2, 1, 1])
  }

  @Test(arguments: try Fixture.load().logistic)
  func agreesWithScikitLearn(_ expected: Fixture.Logistic) throws {
    let data = expected.draw()
    let found = try ClassBalance.weights(
      labels: data.labels, classes: expected.classes, sampleWeights: data.weights)
    #expect(largestDifference(found, expected.balance) < 1e-12)
  }

  @Test func acceptsNoRows() throws {
    #expect(try ClassBalance.weights(labels: [], classes: 2) == [0, 0])
  }
}
