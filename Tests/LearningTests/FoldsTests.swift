import Draws
import Learning
import Testing

struct FoldsTests {
  private let draw = Draw(randomSeed: 1, iteration: 0, stage: "train/folds")

  /// 120 rows of 40 groups, three classes, the last one rare and clustered.
  private var rows: (groups: [String], labels: [Int]) {
    let groups = (0..<120).map { "g\($0 * 7 % 40)" }
    return (groups, (0..<120).map { $0 % 40 < 5 ? 2 : $0 % 2 })
  }

  @Test func aGroupIsInOneFold() throws {
    let folds = try Folds.assign(groups: rows.groups, labels: rows.labels, count: 5, draw: draw)
    for (row, group) in rows.groups.enumerated() {
      let first = try #require(rows.groups.firstIndex(of: group))
      #expect(folds[row] == folds[first])
    }
  }

  @Test func foldsAreOfAboutEqualSizeAndMix() throws {
    let folds = try Folds.assign(groups: rows.groups, labels: rows.labels, count: 5, draw: draw)
    for fold in 0..<5 {
      #expect((18...30).contains(folds.count { $0 == fold }))
      #expect((1...6).contains(rows.labels.indices.count { folds[$0] == fold && rows.labels[$0] == 2 }))
    }
  }

  @Test func orderOfRowsDoesNotMatter() throws {
    let folds = try Folds.assign(groups: rows.groups, labels: rows.labels, count: 5, draw: draw)
    let shuffled = (0..<120).map { $0 * 49 % 120 }
    let other = try Folds.assign(
      groups: shuffled.map { rows.groups[$0] }, labels: shuffled.map { rows.labels[$0] }, count: 5,
      draw: draw)
    #expect(other == shuffled.map { folds[$0] })
  }

  @Test func fewerGroupsMakeFewerFolds() throws {
    #expect(try Set(Folds.assign(groups: ["a", "b", "b", "c"], count: 5, draw: draw)).sorted() == [0, 1, 2])
    #expect(try Folds.assign(groups: ["a", "a"], count: 5, draw: draw) == [0, 0])
    #expect(try Folds.assign(groups: [], count: 5, draw: draw) == [])
  }

  @Test func groupsAreComparedByBytes() throws {
    // Composed and decomposed: equal to Swift, two groups here.
    let folds = try Folds.assign(groups: ["\u{e9}", "e\u{301}"], count: 2, draw: draw)
    #expect(folds[0] != folds[1])
  }

  @Test func refusesWrongInput() {
    #expect(throws: LearningError.option(.folds)) {
      try Folds.assign(groups: ["a"], count: 0, draw: draw)
    }
    #expect(throws: LearningError.length(of: .labels, expected: 1, found: 0)) {
      try Folds.assign(groups: ["a"], labels: [], count: 2, draw: draw)
    }
    #expect(throws: LearningError.option(.classes)) {
      try Folds.assign(groups: ["a"], labels: [Int.max], count: 2, draw: draw)
    }
    #expect(throws: LearningError.label(row: 0, found: -1, classes: 1)) {
      try Folds.assign(groups: ["a"], labels: [-1], count: 2, draw: draw)
    }
  }
}
