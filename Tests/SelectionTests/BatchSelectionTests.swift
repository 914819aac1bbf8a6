import Draws
import Selection
import Testing

private let draw = Draw(randomSeed: 9, iteration: 1, stage: "cluster")

private func keys(_ rows: [Int]) -> [UInt64] {
  rows.map { draw.key("image-\($0).jpg") }
}

struct BatchSelectionTests {
  @Test func takesTheNearestToEachCentroid() throws {
    // Two places; the middle point of each is nearest to the mean.
    let candidates = [30, 31, 32, 40, 41, 42]
    let embeddings: [Float] = [0, 1, 2, 100, 101, 102]
    let (picks, clusters) = try BatchSelection.kmeans(
      candidates: candidates, embeddings: embeddings, dimensions: 1, keys: keys(candidates), batch: 2,
      draw: draw, threads: 1)
    #expect(picks.map(\.row) == [31, 41])
    #expect(picks.allSatisfy { $0.share == .uncertain && $0.inclusionProbability == 1 })
    #expect(picks.map(\.distance) == [0, 0])
    let result = try #require(clusters)
    #expect(picks.map(\.cluster) == [result.assignment[1], result.assignment[4]])
    #expect(result.sizes == [3, 3])
  }

  @Test func distanceIsNotSquared() throws {
    let (picks, _) = try BatchSelection.kmeans(
      candidates: [0, 1], embeddings: [0, 0, 6, 8], dimensions: 2, keys: [2, 1], batch: 1, draw: draw,
      threads: 1)
    // The mean is (3, 4), both points lie 5 away, and row 1 has the smaller key.
    #expect(picks.map(\.row) == [1])
    #expect(picks.map(\.distance) == [5])
  }

  @Test func equalVectorsGiveAsManyDistinctImages() throws {
    let candidates = Array(100..<140)
    let (picks, _) = try BatchSelection.kmeans(
      candidates: candidates, embeddings: [Float](repeating: 1, count: 120), dimensions: 3,
      keys: keys(candidates), batch: 15, draw: draw, threads: 2)
    #expect(Set(picks.map(\.row)).count == 15)
    #expect(Set(picks.map(\.cluster)).count == 15)
  }

  @Test func everyClusterGivesExactlyOneDistinctImage() throws {
    var stream = DrawStream(seed: 1)
    let candidates = stream.shuffled(Array(0..<400))
    let embeddings = (0..<400 * 6).map { _ in Float(stream.below(3)) }
    let (picks, clusters) = try BatchSelection.kmeans(
      candidates: candidates, embeddings: embeddings, dimensions: 6, keys: keys(candidates), batch: 100,
      draw: draw, threads: 2)
    #expect(picks.count == 100)
    #expect(Set(picks.map(\.row)).count == 100)
    #expect(Set(picks.map(\.cluster)) == Set((0..<100).map { Int32($0) }))
    let result = try #require(clusters)
    // Nearest by the result's own distances, ties by key, and in the candidates' order.
    let positions = picks.compactMap { pick in candidates.firstIndex(of: pick.row) }
    #expect(positions == positions.sorted())
    let allKeys = keys(candidates)
    for position in positions {
      let cluster = result.assignment[position]
      let better = candidates.indices.contains { other in
        result.assignment[other] == cluster
          && (result.distances[other], allKeys[other]) < (result.distances[position], allKeys[position])
      }
      #expect(!better)
    }
  }

  @Test func theOrderOfTheTableDoesNotMatter() throws {
    var stream = DrawStream(seed: 15)
    let rows = Array(0..<300)
    let vectors = rows.map { _ in (0..<4).map { _ in Float(stream.below(4)) } }
    func pick(_ order: [Int]) throws -> [Int] {
      try BatchSelection.kmeans(
        candidates: order, embeddings: order.flatMap { vectors[$0] }, dimensions: 4, keys: keys(order),
        batch: 60, draw: draw, threads: 2
      ).picks.map(\.row).sorted()
    }
    let expected = try pick(rows)
    for _ in 0..<3 { #expect(try pick(stream.shuffled(rows)) == expected) }
  }

  @Test func aBatchAsLargeAsTheCandidatesTakesThemAll() throws {
    for batch in [3, 4, 100] {
      let (picks, clusters) = try BatchSelection.kmeans(
        candidates: [7, 5, 6], embeddings: [1, 1, 2], dimensions: 1, keys: [3, 1, 2], batch: batch,
        draw: draw,
        threads: 1)
      #expect(picks.map(\.row) == [7, 5, 6])
      #expect(clusters?.sizes == [1, 1, 1])
    }
  }

  @Test func nothingWantedOrNothingThereIsNothing() throws {
    for (candidates, batch) in [([Int](), 5), ([1, 2], 0), ([1, 2], -4)] {
      let (picks, clusters) = try BatchSelection.kmeans(
        candidates: candidates, embeddings: candidates.map { Float($0) }, dimensions: 1,
        keys: keys(candidates), batch: batch, draw: draw, threads: 1)
      #expect(picks.isEmpty)
      #expect(clusters == nil)
    }
    #expect(BatchSelection.rank(candidates: [3, 4], batch: -1).isEmpty)
    #expect(try BatchSelection.random(pool: [], keys: [], count: 3).isEmpty)
    #expect(try BatchSelection.random(pool: [1], keys: [1], count: -3).isEmpty)
  }

  @Test func rankTakesTheHead() {
    let picks = BatchSelection.rank(candidates: [9, 4, 7, 1], batch: 3)
    #expect(picks.map(\.row) == [9, 4, 7])
    #expect(picks.allSatisfy { $0.cluster == nil && $0.distance == nil && $0.inclusionProbability == 1 })
  }

  @Test func randomTakesTheSmallestKeysWithTheirProbability() throws {
    let picks = try BatchSelection.random(pool: [10, 11, 12, 13, 14], keys: [5, 1, 4, 2, 3], count: 2)
    #expect(picks.map(\.row) == [11, 13])
    #expect(picks.allSatisfy { $0.share == .random && $0.inclusionProbability == 0.4 })
    let all = try BatchSelection.random(pool: [10, 11], keys: [5, 1], count: 9)
    #expect(all.map(\.row) == [11, 10])
    #expect(all.allSatisfy { $0.inclusionProbability == 1 })
  }

  @Test func everyImageIsDrawnAsOftenAsItsProbabilitySays() throws {
    var counts = [Int](repeating: 0, count: 20)
    for seed in 0..<2000 {
      let draw = Draw(randomSeed: UInt64(seed), iteration: 1, stage: "cluster/random")
      let pool = Array(0..<20)
      for pick in try BatchSelection.random(pool: pool, keys: pool.map { draw.key("\($0)") }, count: 5) {
        counts[pick.row] += 1
      }
    }
    // 2,000 draws of probability ¼: 500 with a standard deviation of 19.
    #expect(counts.allSatisfy { abs($0 - 500) < 80 })
  }

  @Test func randomCountRoundsHalvesUpAndStaysInTheBatch() {
    #expect(BatchSelection.randomCount(batch: 150, share: 0.05) == 8)
    #expect(BatchSelection.randomCount(batch: 100, share: 0.05) == 5)
    #expect(BatchSelection.randomCount(batch: 10, share: 0) == 0)
    #expect(BatchSelection.randomCount(batch: 10, share: 1) == 10)
    #expect(BatchSelection.randomCount(batch: 10, share: 7) == 10)
    #expect(BatchSelection.randomCount(batch: 10, share: -1) == 0)
    #expect(BatchSelection.randomCount(batch: 10, share: .nan) == 0)
    #expect(BatchSelection.randomCount(batch: 10, share: .infinity) == 10)
    #expect(BatchSelection.randomCount(batch: -10, share: 0.5) == 0)
  }

  @Test func refusesLengthsThatDiffer() {
    #expect(throws: SelectionError.count(of: .keys, expected: 2, found: 1)) {
      try BatchSelection.random(pool: [1, 2], keys: [1], count: 1)
    }
    #expect(throws: SelectionError.count(of: .keys, expected: 2, found: 1)) {
      try BatchSelection.kmeans(
        candidates: [1, 2], embeddings: [1, 2], dimensions: 1, keys: [1], batch: 1, draw: draw, threads: 1)
    }
    #expect(throws: SelectionError.count(of: .embeddings, expected: 2, found: 3)) {
      try BatchSelection.kmeans(
        candidates: [1, 2], embeddings: [1, 2, 3], dimensions: 1, keys: [1, 2], batch: 1, draw: draw,
        threads: 1)
    }
  }
}
