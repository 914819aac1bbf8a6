import Draws
import Selection
import Testing

struct CandidateHeadTests {
  /// Scores with many ties, some NaN, and draw keys.
  private func images(_ count: Int, seed: UInt64) -> (scores: [Double], tiebreak: [Double], keys: [UInt64]) {
    var stream = DrawStream(seed: seed)
    let scores = (0..<count).map { _ in stream.below(23) == 0 ? Double.nan : Double(stream.below(40)) / 40 }
    let tiebreak = (0..<count).map { _ in Double(stream.below(3)) }
    return (scores, tiebreak, (0..<count).map { _ in stream.next() })
  }

  @Test(arguments: [1, 7, 64, 1000])
  func findsWhatAWholeRankingGives(block: Int) throws {
    for (seed, cap) in [(1, 0), (2, 1), (3, 40), (4, 333), (5, 5000)] as [(UInt64, Int)] {
      for threshold in [nil, Threshold.below(0.3), .above(0.9), .below(0.001), .below(0), .above(0.95)] {
        for largerFirst in [false, true] {
          let (scores, tiebreak, keys) = images(2500, seed: seed)
          let ranking = try Ranking.rank(
            scores: scores, largerFirst: largerFirst, tiebreak: tiebreak, keys: keys)
          let expected = try Candidates.choose(
            ranking: ranking, scores: scores, threshold: threshold, cap: cap, atLeast: 100)

          let rule = CandidateHead.Rule(
            largerFirst: largerFirst, threshold: threshold, cap: cap, atLeast: 100)
          var head = CandidateHead(rule)
          for start in stride(from: 0, to: scores.count, by: block) {
            let rows = start..<min(scores.count, start + block)
            var part = head.emptied
            try part.offer(
              scores: Array(scores[rows]), tiebreak: Array(tiebreak[rows])
            ) {
              start + $0
            } draw: {
              keys[start + $0]
            }
            head.merge(part)
          }
          let found = head.finish(threads: block % 2 + 1)
          #expect(found.rows == expected.rows)
          #expect(found.report == expected.report)
          if threshold == .below(0) { #expect(found.report.filled == min(cap, 100)) }
          #expect(found.passed == expected.report.passed - expected.report.cut)
        }
      }
    }
  }

  @Test func longHeadsAreSortedInHalvesToTheSameEnd() throws {
    let (scores, tiebreak, keys) = images(50_000, seed: 11)
    var head = CandidateHead(CandidateHead.Rule(largerFirst: true, threshold: nil, cap: 30_000, atLeast: 1))
    try head.offer(scores: scores, tiebreak: tiebreak) {
      $0
    } draw: {
      keys[$0]
    }
    let rows = head.finish(threads: 1).rows
    #expect(rows.count == 30_000)
    #expect(head.finish(threads: 2).rows == rows)
    let ranking = try Ranking.rank(scores: scores, largerFirst: true, tiebreak: tiebreak, keys: keys)
    #expect(rows == Array(ranking.prefix(30_000)))
  }

  @Test func theOrderOfTheBlocksIsOfNoAccount() throws {
    let (scores, tiebreak, keys) = images(3000, seed: 9)
    let rule = CandidateHead.Rule(largerFirst: true, threshold: .above(0.2), cap: 100, atLeast: 10)
    func rows(_ starts: [Int]) throws -> [Int] {
      var head = CandidateHead(rule)
      for start in starts {
        var part = head.emptied
        try part.offer(
          scores: Array(scores[start..<start + 100]), tiebreak: Array(tiebreak[start..<start + 100])
        ) {
          start + $0
        } draw: {
          keys[start + $0]
        }
        head.merge(part)
      }
      return head.finish().rows
    }
    let starts = Array(stride(from: 0, to: 3000, by: 100))
    #expect(try rows(starts) == rows(starts.reversed()))
  }

  @Test func tiebreaksOfAnotherLengthAreRefused() {
    var head = CandidateHead(CandidateHead.Rule(largerFirst: true, threshold: nil, cap: 1, atLeast: 1))
    #expect(throws: SelectionError.self) {
      try head.offer(scores: [1, 2], tiebreak: [1]) {
        $0
      } draw: { _ in
        0
      }
    }
  }
}
