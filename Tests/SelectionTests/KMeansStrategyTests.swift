import Draws
import Selection
import Testing

private func input(_ points: [Float], _ dimensions: Int, rows: [Int]? = nil, keys: [UInt64]? = nil) -> StrategyInput {
  let rows = rows ?? Array(0..<points.count / dimensions)
  return StrategyInput(
    keys: keys ?? rows.map { Draw.test.key("image-\($0).jpg") }, vectors: points, dimensions: dimensions, draw: .test,
    threads: 2)
}

struct KMeansStrategyTests {
  @Test func takesTheNearestToEachCentroid() throws {
    // Two places; the middle point of each is nearest to the mean.
    let choice = try KMeansStrategy().choose(2, from: input([0, 1, 2, 100, 101, 102], 1))
    #expect(choice.picks == [1, 4])
    #expect(choice.picks.map { choice.distances[$0] } == [0, 0])
    #expect(choice.clusters[0] == choice.clusters[2] && choice.clusters[0] != choice.clusters[3])
  }

  @Test func distanceIsNotSquared() throws {
    let choice = try KMeansStrategy().choose(1, from: input([0, 0, 6, 8], 2, keys: [2, 1]))
    // The mean is (3, 4), both points lie 5 away, and the second has the smaller key.
    #expect(choice.picks == [1])
    #expect(choice.distances == [5, 5])
  }

  @Test func equalVectorsGiveAsManyDistinctImages() throws {
    let choice = try KMeansStrategy().choose(15, from: input([Float](repeating: 1, count: 120), 3))
    #expect(Set(choice.picks).count == 15)
    #expect(Set(choice.picks.map { choice.clusters[$0] }).count == 15)
  }

  @Test func everyClusterGivesExactlyOneImageTheNearest() throws {
    var stream = DrawStream(seed: 1)
    let candidates = input((0..<400 * 6).map { _ in Float(stream.below(3)) }, 6)
    let choice = try KMeansStrategy().choose(100, from: candidates)
    #expect(choice.picks == choice.picks.sorted())
    #expect(Set(choice.picks.map { choice.clusters[$0] }) == Set((0..<100).map { Int32($0) }))
    for pick in choice.picks {
      let better = candidates.keys.indices.contains { other in
        choice.clusters[other] == choice.clusters[pick]
          && (choice.distances[other], candidates.keys[other]) < (choice.distances[pick], candidates.keys[pick])
      }
      #expect(!better)
    }
  }

  @Test func theOrderOfTheTableDoesNotMatter() throws {
    var stream = DrawStream(seed: 15)
    let rows = Array(0..<300)
    let vectors = rows.map { _ in (0..<4).map { _ in Float(stream.below(4)) } }
    func pick(_ order: [Int]) throws -> [Int] {
      try KMeansStrategy().choose(60, from: input(order.flatMap { vectors[$0] }, 4, rows: order)).picks
        .map { order[$0] }.sorted()
    }
    let expected = try pick(rows)
    for _ in 0..<3 { #expect(try pick(stream.shuffled(rows)) == expected) }
  }

  @Test func aBatchAsLargeAsTheCandidatesTakesThemAll() throws {
    for batch in [3, 4, 100] {
      let choice = try KMeansStrategy().choose(batch, from: input([1, 1, 2], 1))
      #expect(choice.picks == [0, 1, 2] && Set(choice.clusters).count == 3)
    }
  }
}
