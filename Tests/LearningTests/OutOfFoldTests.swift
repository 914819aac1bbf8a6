import Draws
import Learning
import Testing

struct OutOfFoldTests {
  private let draw = Draw(randomSeed: 1, iteration: 0, stage: "train/folds")

  @Test func aRowIsPredictedWithoutItsGroup() throws {
    let data = Clouds(rows: 60, dimensions: 4, classes: 3, spread: 2)
    let groups = (0..<60).map { "g\($0 % 12)" }
    let all = try #require(
      try OutOfFold.fit(
        features: data.features, dimensions: 4, labels: data.labels, classes: 3, groups: groups, draw: draw))
    #expect(Set(all.folds).count == 5)
    for fold in 0..<5 {
      let inside = (0..<60).filter { all.folds[$0] != fold }
      let model = try LogisticRegression.fit(
        features: inside.flatMap { data.features[$0 * 4..<$0 * 4 + 4] }, dimensions: 4,
        labels: inside.map { data.labels[$0] }, classes: 3
      ).model
      for row in 0..<60 where all.folds[row] == fold {
        #expect(!inside.contains { groups[$0] == groups[row] })
        #expect(
          try model.logits(features: Array(data.features[row * 4..<row * 4 + 4]), rows: 1)
            == Array(all.logits[row * 3..<row * 3 + 3]))
      }
    }
  }

  @Test func aClassOfOneGroupIsAbsentFromItsOwnFold() throws {
    let data = Clouds(rows: 40, dimensions: 3, classes: 2)
    let labels = data.labels.enumerated().map { $0.offset < 4 ? 2 : $0.element }
    let groups = (0..<40).map { $0 < 4 ? "rare" : "g\($0 / 4)" }
    let all = try #require(
      try OutOfFold.fit(
        features: data.features, dimensions: 3, labels: labels, classes: 3, groups: groups, draw: draw))
    #expect(all.logits[2] == -.infinity)
    // Its rows say nothing of the temperature, the others do.
    let temperature = try TemperatureScaling.fit(logits: all.logits, labels: labels, classes: 3)
    #expect(TemperatureScaling.range.contains(temperature))
  }

  @Test func oneGroupHasNoFolds() throws {
    #expect(
      try OutOfFold.fit(
        features: [1, 2], dimensions: 1, labels: [0, 1], classes: 2, groups: ["a", "a"], draw: draw) == nil)
    #expect(
      try OutOfFold.fit(features: [], dimensions: 1, labels: [], classes: 2, groups: [], draw: draw) == nil)
  }
}
