import Quality
import Testing

struct ConfidentLearningTests {
  private static let labels: [Int32] = [0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 0, 1]
  private static let probabilities = [
    [0.9, 0.05, 0.05], [0.8, 0.1, 0.1], [0.1, 0.8, 0.1], [0.6, 0.3, 0.1], [0.1, 0.85, 0.05], [0.7, 0.2, 0.1],
    [0.2, 0.7, 0.1], [0.25, 0.7, 0.05], [0.1, 0.1, 0.8], [0.2, 0.7, 0.1], [0.3, 0.1, 0.6], [0.3, 0.6, 0.1],
  ]

  private func issues(
    _ labels: [Int32] = labels, _ rows: [[Double]] = probabilities,
    ranking: ConfidentLearning.Ranking = .selfConfidence, least: Int = 1
  ) throws -> LabelIssues {
    try ConfidentLearning.issues(
      labels: labels, probabilities: rows.flatMap(\.self), classes: rows.first?.count ?? 3, ranking: ranking,
      leastExamples: least)
  }

  @Test func agreesWithCleanlab() throws {
    // cleanlab 2.9.0: find_label_issues(labels, pred_probs, return_indices_ranked_by="self_confidence")
    let found = try issues()
    #expect(found.rows == [2, 9, 5, 10])
    #expect(found.joint == [3, 1, 1, 1, 4, 0, 0, 1, 1])
    for (ours, theirs) in zip(found.thresholds, [0.54, 0.61, 0.45]) {
      #expect(abs(try #require(ours) - theirs) < 1e-12)
    }
    #expect(found.scores[10] == 0.3)
    #expect(found.notJudged.isEmpty && found.absent.isEmpty)
  }

  @Test func ranksByMargin() throws {
    let found = try issues(ranking: .normalizedMargin)
    #expect(found.rows == [2, 9, 5, 10])
    #expect(abs(found.scores[2] - 0.15) < 1e-12 && abs(found.scores[0] - 0.925) < 1e-12)
    // Given class 0 with 0.4 and 0.3: by probability the second is worse, by margin the first.
    let rows = [[0.9, 0.1, 0], [0.4, 0.6, 0], [0.3, 0.35, 0.35], [0.1, 0.9, 0], [0.1, 0.5, 0.4], [0, 0.2, 0.8]]
    let labels: [Int32] = [0, 0, 0, 1, 1, 2]
    let margin = try issues(labels, rows, ranking: .normalizedMargin).scores
    let own = try issues(labels, rows).scores
    #expect(margin[1] < margin[2] && own[1] > own[2])
  }

  @Test func equalsAreOrderedByRow() throws {
    var labels = Self.labels
    var rows = Self.probabilities
    labels.append(0)
    rows.append(Self.probabilities[2])
    // Row 9 is trusted as little as rows 2 and 12.
    #expect(try issues(labels, rows).rows == [2, 9, 12, 5, 10])
  }

  @Test func rareClassesAreNamed() throws {
    // Class 2 has two rows, of which row 9 is wrong.
    let found = try issues(least: 2)
    #expect(found.notJudged == [2] && found.rows == [2, 5, 10])
    #expect(try issues(least: 5).notJudged == [0, 1, 2])
    #expect(try issues(least: 1).notJudged.isEmpty)
  }

  @Test func aClassOfOneRowIsJudgedIfAsked() throws {
    // cleanlab 2.9.0 finds the same joint and suspects nothing, whatever its min_examples_per_class.
    let rows = [[0.1, 0.9], [0.2, 0.8], [0.1, 0.9], [0.05, 0.95], [0.3, 0.7]]
    let standard = try issues([0, 1, 1, 1, 1], rows)
    #expect(standard.notJudged == [0] && standard.rows.isEmpty && standard.joint == [0, 1, 2, 2])
    let all = try issues([0, 1, 1, 1, 1], rows, least: 0)
    #expect(all.notJudged.isEmpty && all.rows == [0])
  }

  @Test func aClassGivenToNoRowIsNamed() throws {
    let found = try issues(Self.labels.map { $0 == 2 ? 1 : $0 })
    #expect(found.absent == [2] && found.thresholds[2] == nil)
    #expect(found.rows == [2, 5])
  }

  @Test func nothingToJudgeHasNoIssues() throws {
    #expect(try issues([], []).rows.isEmpty)
    let one = try issues([0, 0, 0], [[1], [1], [1]])
    #expect(one.rows.isEmpty && one.joint == [3] && one.scores == [1, 1, 1])
  }

  @Test func refusesWhatAreNoLabels() {
    #expect(throws: LabelQualityError.outside(.labels, row: 1)) { try issues([0, 3], [[1, 0, 0], [1, 0, 0]]) }
    #expect(throws: LabelQualityError.count(of: .probabilities, expected: 6, found: 3)) {
      try issues([0, 1], [[1, 0, 0]])
    }
    #expect(throws: LabelQualityError.notADistribution(row: 0)) { try issues([0], [[0.2, 0.2]]) }
  }
}
