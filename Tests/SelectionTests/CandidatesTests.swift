import Selection
import Testing

struct CandidatesTests {
  private let scores = [0.3, 0.1, 0.2, 0.15, 0.5]
  private let ranking = [1, 3, 2, 0, 4]

  @Test func takesWhatPassesTheThreshold() throws {
    let (rows, report) = try Candidates.choose(
      ranking: ranking, scores: scores, threshold: .below(0.2), cap: 10, atLeast: 1)
    #expect(rows == [1, 3])
    #expect(
      report
        == CandidateReport(ranked: 5, passed: 2, cut: 0, filled: 0, candidates: 2, missing: 0))
  }

  @Test func capCutsTheTail() throws {
    let (rows, report) = try Candidates.choose(
      ranking: ranking, scores: scores, threshold: .below(0.45), cap: 3, atLeast: 2)
    #expect(rows == [1, 3, 2])
    #expect(
      report
        == CandidateReport(ranked: 5, passed: 4, cut: 1, filled: 0, candidates: 3, missing: 0))
  }

  @Test func shortageIsFilledByTheNextInRank() throws {
    let (rows, report) = try Candidates.choose(
      ranking: ranking, scores: scores, threshold: .below(0.12), cap: 4, atLeast: 3)
    #expect(rows == [1, 3, 2])
    #expect(
      report
        == CandidateReport(ranked: 5, passed: 1, cut: 0, filled: 2, candidates: 3, missing: 0))
  }

  @Test func aPoolThatIsTooSmallIsReported() throws {
    let (rows, report) = try Candidates.choose(
      ranking: ranking, scores: scores, threshold: .below(0.12), cap: 40, atLeast: 8)
    #expect(rows == ranking)
    #expect(
      report
        == CandidateReport(ranked: 5, passed: 1, cut: 0, filled: 4, candidates: 5, missing: 3))
  }

  @Test func withoutAThresholdAllPass() throws {
    let (rows, report) = try Candidates.choose(
      ranking: ranking, scores: scores, threshold: nil, cap: 2, atLeast: 2)
    #expect(rows == [1, 3])
    #expect(
      report
        == CandidateReport(ranked: 5, passed: 5, cut: 3, filled: 0, candidates: 2, missing: 0))
  }

  @Test func aboveLooksTheOtherWay() throws {
    let (rows, report) = try Candidates.choose(
      ranking: ranking.reversed(), scores: scores, threshold: .above(0.2), cap: 10, atLeast: 0)
    #expect(rows == [4, 0])
    #expect(report.passed == 2)
  }

  @Test func theLimitItselfAndNaNDoNotPass() {
    #expect(!Threshold.below(0.2).passes(0.2))
    #expect(!Threshold.above(0.2).passes(0.2))
    #expect(!Threshold.below(0.2).passes(.nan))
    #expect(!Threshold.above(0.2).passes(.nan))
  }

  @Test func anEmptyPoolGivesNothing() throws {
    let (rows, report) = try Candidates.choose(
      ranking: [], scores: [], threshold: .below(1), cap: 5, atLeast: 5)
    #expect(rows.isEmpty)
    #expect(report.missing == 5)
  }

  @Test func negativeNumbersAskForNothing() throws {
    let (rows, report) = try Candidates.choose(
      ranking: ranking, scores: scores, threshold: nil, cap: -1, atLeast: -1)
    #expect(rows.isEmpty)
    #expect(report.cut == 5 && report.missing == 0)
  }

  @Test func refusesARankingThatScoresDoNotCover() {
    #expect(throws: SelectionError.outside(.scores, found: 7, least: 0, greatest: 4)) {
      try Candidates.choose(ranking: [7], scores: scores, threshold: nil, cap: 1, atLeast: 1)
    }
  }
}
