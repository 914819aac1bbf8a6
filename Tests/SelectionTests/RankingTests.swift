import Draws
import Selection
import Testing

struct RankingTests {
  @Test func ordersByScoreThenTiebreakThenKey() throws {
    let scores = [0.1, 0.1, 0.3, 0.1, 0.05]
    let tiebreak = [1.0, 2, 9, 2, 0]
    let keys: [UInt64] = [1, 9, 2, 8, 3]
    #expect(
      try Ranking.rank(scores: scores, largerFirst: false, tiebreak: tiebreak, keys: keys) == [4, 3, 1, 0, 2])
    #expect(
      try Ranking.rank(
        scores: scores, largerFirst: true, tiebreak: tiebreak, tiebreakLargerFirst: false, keys: keys)
        == [2, 0, 3, 1, 4])
    #expect(try Ranking.rank(scores: scores, largerFirst: false, keys: keys) == [4, 0, 3, 1, 2])
  }

  @Test func negativeNumbersZerosAndInfinitiesAreInOrder() throws {
    let scores = [0, -0.0, -1, .infinity, -.infinity, 2, .leastNonzeroMagnitude]
    let keys: [UInt64] = [2, 1, 0, 0, 0, 0, 0]
    #expect(try Ranking.rank(scores: scores, largerFirst: false, keys: keys) == [4, 2, 1, 0, 6, 5, 3])
    #expect(try Ranking.rank(scores: scores, largerFirst: true, keys: keys) == [3, 5, 6, 1, 0, 2, 4])
  }

  @Test func nanIsLastEitherWay() throws {
    let scores = [Double.nan, 1, -Double.nan, 2]
    #expect(try Ranking.rank(scores: scores, largerFirst: false, keys: [5, 6, 4, 7]) == [1, 3, 2, 0])
    #expect(try Ranking.rank(scores: scores, largerFirst: true, keys: [5, 6, 4, 7]) == [3, 1, 2, 0])
  }

  @Test func doesNotDependOnTheOrderOfRows() throws {
    var stream = DrawStream(seed: 3)
    let draw = Draw(randomSeed: 3, iteration: 1, stage: "score")
    let count = 500
    let scores = (0..<count).map { _ in Double(stream.below(5)) }
    let tiebreak = (0..<count).map { _ in Double(stream.below(3)) }
    let keys = (0..<count).map { draw.key("image-\($0)") }
    let order = try Ranking.rank(scores: scores, largerFirst: false, tiebreak: tiebreak, keys: keys)
    #expect(order.sorted() == Array(0..<count))
    for _ in 0..<5 {
      let shuffle = stream.shuffled(Array(0..<count))
      let again = try Ranking.rank(
        scores: shuffle.map { scores[$0] }, largerFirst: false, tiebreak: shuffle.map { tiebreak[$0] },
        keys: shuffle.map { keys[$0] })
      #expect(again.map { shuffle[$0] } == order)
    }
  }

  @Test func ranksNothing() throws {
    #expect(try Ranking.rank(scores: [], largerFirst: true, keys: []).isEmpty)
  }

  @Test func refusesLengthsThatDiffer() {
    #expect(throws: SelectionError.count(of: .keys, expected: 2, found: 1)) {
      try Ranking.rank(scores: [1, 2], largerFirst: true, keys: [1])
    }
    #expect(throws: SelectionError.count(of: .tiebreak, expected: 1, found: 2)) {
      try Ranking.rank(scores: [1], largerFirst: true, tiebreak: [1, 2], keys: [1])
    }
  }
}
