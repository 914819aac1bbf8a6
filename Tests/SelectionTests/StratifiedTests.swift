import Draws
import Selection
import Testing

struct StratifiedTests {
  @Test func theProbabilityOfARowIsThatOfItsStratumsTurns() {
    // One stratum: a simple random sample.
    #expect(Stratified.inclusion(sizes: [8], weights: [1], size: 2) == [0.25])
    // Three have their first turn together, and two of them have room.
    let third: Double = 1 / 3
    let expected: [Double] = [third / 2, third, 2 * third]
    #expect(Stratified.inclusion(sizes: [4, 2, 1], weights: [1, 1, 1], size: 2) == expected)
    // Weight 3 has turns at 1/6, 1/2 and 5/6; the others at 1/2.
    #expect(Stratified.inclusion(sizes: [10, 4], weights: [3, 1], size: 3) == [0.2, 0.25])
    #expect(Stratified.inclusion(sizes: [3, 4], weights: [1, 0], size: 9) == [1, 0])
    #expect(Stratified.inclusion(sizes: [3, 0], weights: [1, 1], size: 0) == [0, 0])
  }

  @Test func everyRowIsDrawnAsOftenAsItsProbabilitySays() throws {
    let sizes = [12, 5, 3]
    let strata = sizes.indices.flatMap { Array(repeating: $0, count: sizes[$0]) }
    let weights = [1.0, 1, 2]
    let expected = Stratified.inclusion(sizes: sizes, weights: weights, size: 6)
    var counts = Array(repeating: 0, count: strata.count)
    for seed in 0..<2_000 {
      let draw = Draw(randomSeed: UInt64(seed), iteration: 0, stage: "seed")
      let keys = strata.indices.map { draw.key("\($0)") }
      for row in try Stratified.seed(strata: strata, weights: weights, keys: keys, size: 6) { counts[row] += 1 }
    }
    // A standard deviation of at most 23.
    #expect(strata.indices.allSatisfy { abs(Double(counts[$0]) - 2_000 * expected[strata[$0]]) < 95 })
  }

  /// Keys that make the row number the order.
  private func ascending(_ count: Int) -> [UInt64] { (0..<count).map { UInt64($0) } }

  @Test func equalWeightsTakeOneOfEachInTurn() throws {
    let strata = [0, 0, 0, 0, 1, 1, 2]
    let rows = try Stratified.seed(strata: strata, weights: [1, 1, 1], keys: ascending(7), size: 6)
    #expect(Set(rows.prefix(3).map { strata[$0] }) == [0, 1, 2])
    #expect(Set(rows[3..<5].map { strata[$0] }) == [0, 1])
    #expect(strata[rows[5]] == 0)
    #expect(rows.filter { strata[$0] == 0 } == [0, 1, 2])
  }

  @Test func aFactorOfThreeGivesThreeTurnsForOne() throws {
    let strata = (0..<400).map { $0 % 4 }
    let rows = try Stratified.seed(
      strata: strata, weights: [3, 1, 1, 1], keys: ascending(400), size: 60)
    let counts = (0..<4).map { stratum in rows.count { strata[$0] == stratum } }
    #expect(counts == [30, 10, 10, 10])
  }

  @Test func usedUpStrataArePassedOver() throws {
    let strata = [0, 1, 1, 1, 1]
    let rows = try Stratified.seed(strata: strata, weights: [100, 1], keys: ascending(5), size: 4)
    #expect(rows == [0, 1, 2, 3])
  }

  @Test func weightZeroIsNotDrawnFrom() throws {
    let rows = try Stratified.seed(strata: [0, 1, 0], weights: [0, 1], keys: ascending(3), size: 3)
    #expect(rows == [1])
  }

  @Test func largeAndSmallStrataAreAlikeWhenFewAreWanted() throws {
    // One stratum of 90 rows and ten of one row: one draw takes the large one about once in eleven times.
    let strata = [Int](repeating: 0, count: 90) + Array(1...10)
    var large = 0
    for seed in 0..<1100 {
      let draw = Draw(randomSeed: UInt64(seed), iteration: 0, stage: "seed")
      let rows = try Stratified.seed(
        strata: strata, weights: [Double](repeating: 1, count: 11),
        keys: (0..<100).map { draw.key("\($0)") }, size: 1)
      if strata[rows[0]] == 0 { large += 1 }
    }
    #expect(large > 65 && large < 140)
  }

  @Test func doesNotDependOnTheOrderOfRows() throws {
    var stream = DrawStream(seed: 6)
    let strata = (0..<300).map { _ in stream.below(12) }
    let weights = (0..<12).map { _ in stream.uniform(in: 0.2...4) }
    let keys = (0..<300).map { _ in stream.next() }
    let rows = try Stratified.seed(strata: strata, weights: weights, keys: keys, size: 77)
    #expect(Set(rows).count == 77)
    let shuffle = stream.shuffled(Array(0..<300))
    let again = try Stratified.seed(
      strata: shuffle.map { strata[$0] }, weights: weights, keys: shuffle.map { keys[$0] }, size: 77)
    #expect(again.map { shuffle[$0] } == rows)
  }

  @Test func sizesOutOfRangeAreCut() throws {
    #expect(try Stratified.seed(strata: [0, 0], weights: [1], keys: [1, 0], size: 9) == [1, 0])
    #expect(try Stratified.seed(strata: [0, 0], weights: [1], keys: [1, 0], size: -1).isEmpty)
    #expect(try Stratified.seed(strata: [], weights: [], keys: [], size: 4).isEmpty)
  }

  @Test func refusesWhatDoesNotFit() {
    #expect(throws: SelectionError.weight(stratum: 1)) {
      try Stratified.seed(strata: [0], weights: [1, -1], keys: [0], size: 1)
    }
    #expect(throws: SelectionError.weight(stratum: 0)) {
      try Stratified.seed(strata: [0], weights: [.nan], keys: [0], size: 1)
    }
    #expect(throws: SelectionError.outside(.strata, found: 1, least: 0, greatest: 0)) {
      try Stratified.seed(strata: [1], weights: [1], keys: [0], size: 1)
    }
    #expect(throws: SelectionError.count(of: .keys, expected: 1, found: 0)) {
      try Stratified.seed(strata: [0], weights: [1], keys: [], size: 1)
    }
  }
}
