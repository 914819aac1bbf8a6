import Draws
import Selection
import Testing

struct BatchTests {
  private let draw = Draw(randomSeed: 4, iteration: 1, stage: "test")

  private func batch(_ method: Batch.Method, size: Int, random: Double = 0) -> Batch {
    Batch(
      method: method, size: size, candidateMultiple: 2, randomShare: random, threshold: nil, iterations: 25)
  }

  @Test func theCoreSetTakesWhatIsFarthestFromTheLabelledAndFromItself() throws {
    // On a line: labelled at 0; candidates at 1, 5, 6 and 10.
    let points: [Float] = [1, 5, 6, 10]
    let (picks, clusters) = try batch(.kcenter, size: 3).choose(
      keys: [4, 3, 2, 1], draw: draw, threads: 1, labelled: { [0] }, vectors: { (points, 1) })
    #expect(picks.map(\.row) == [3, 1, 2])
    #expect(picks.map(\.distance) == [10, 5, 1])
    #expect(picks.allSatisfy { $0.inclusionProbability == 1 && $0.cluster == nil && $0.share == .uncertain })
    #expect(clusters == nil)
  }

  @Test func withoutLabelsTheFirstPickHasNoDistance() throws {
    let (picks, _) = try batch(.kcenter, size: 2).choose(keys: [2, 1], draw: draw, threads: 1) { ([0, 3], 1) }
    #expect(picks.map(\.row) == [1, 0])
    #expect(picks.map(\.distance) == [nil, 3])
  }

  @Test(arguments: Batch.Method.allCases)
  func everyMethodFillsTheBatchWithoutPickingTwice(method: Batch.Method) throws {
    let count = 40
    var stream = DrawStream(seed: 3)
    let points = (0..<2 * count).map { _ in Float(stream.uniform()) }
    let scores = (0..<count).map { _ in stream.uniform() }
    let keys = (0..<count).map { _ in stream.next() }
    let ranking = try Ranking.rank(scores: scores, largerFirst: false, keys: keys)
    let chosen = try batch(method, size: 12, random: 0.25).select(
      ranking: ranking, scores: scores, keys: keys, randomKeys: keys, draw: draw, threads: 2
    ) { rows in (rows.flatMap { points[2 * $0..<2 * $0 + 2] }, 2) }
    #expect(Set(chosen.picks.map(\.row)).count == 12)
    #expect(chosen.picks.count { $0.share == .random } == (method == .random ? 12 : 3))
  }
}
