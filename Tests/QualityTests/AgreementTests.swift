import Quality
import Testing

struct AgreementTests {
  private func answers(_ hits: [Bool]) -> [CalibrationAnswer] {
    hits.enumerated().map {
      CalibrationAnswer(expected: 1, answered: $1 ? 1 : 0, time: Int64($0), key: "t\($0)")
    }
  }

  /// `correct` hits spread evenly over `count` answers.
  private func spread(_ correct: Int, of count: Int) -> [CalibrationAnswer] {
    answers((0..<count).map { ($0 + 1) * correct / count > $0 * correct / count })
  }

  @Test func countsByClassAndKeepsAbstentionsApart() {
    let agreement = Agreement.measure(
      answers: [
        CalibrationAnswer(expected: 0, answered: 0, time: 3, key: "a"),
        CalibrationAnswer(expected: 0, answered: 1, time: 1, key: "b"),
        CalibrationAnswer(expected: 1, answered: 1, time: 2, key: "c"),
        CalibrationAnswer(expected: 1, answered: nil, time: 4, key: "d"),
        CalibrationAnswer(expected: 9, answered: 1, time: 5, key: "e"),
      ], classes: 2, window: 2)
    #expect(agreement.overall == Proportion(successes: 2, trials: 3))
    #expect(agreement.perClass == [Proportion(successes: 1, trials: 2), Proportion(successes: 1, trials: 1)])
    #expect(agreement.confusion.counts == [[1, 1], [0, 1]])
    #expect(agreement.confusion.abstained == [0, 1])
    #expect(agreement.abstentions == 1)
    // In time order: wrong, right, right.
    #expect(agreement.rollingLine == [0, 0.5, 1])
    #expect(agreement.rolling == Proportion(successes: 2, trials: 2))
  }

  @Test func orderOfArrivalDoesNotMatter() {
    let hits = (0..<57).map { $0 % 7 != 3 }
    let ordered = answers(hits)
    let shuffled = ordered.enumerated().sorted { $0.offset * 31 % 57 < $1.offset * 31 % 57 }.map(\.element)
    #expect(
      Agreement.measure(answers: ordered, classes: 2) == Agreement.measure(answers: shuffled, classes: 2))
  }

  @Test func answersOfOneMomentGoByTheBytesOfTheirKey() {
    let same = ["é", "z", "a"].map { key in
      CalibrationAnswer(expected: 0, answered: key == "z" ? 0 : 1, time: 5, key: key)
    }
    let line = Agreement.measure(answers: same, classes: 2).rollingLine
    let third: Double = 1 / 3
    #expect(line == [0, 0.5, third])
  }

  @Test func rollingSeesTheLatestAnswersOnly() {
    let line = Agreement.rollingLine([true, true, false, false, true], window: 3)
    let thirds = [3, 3, 2, 1, 1].map { Double($0) / 3 }
    #expect(line == thirds)
    #expect(Agreement.rollingLine([], window: 3).isEmpty)
    #expect(Agreement.rollingLine([true], window: 0) == [1])
  }

  @Test func nobodyIsMeasuredWithoutAnswers() {
    let agreement = Agreement.measure(answers: [], classes: 2)
    #expect(agreement.standing == .unmeasured)
    #expect(!agreement.flagged)
  }

  @Test func fewAnswersSayNothingUnlessTheyAreClear() {
    #expect(Agreement.measure(answers: spread(15, of: 19), classes: 2).standing == .tooFew)
    #expect(Agreement.measure(answers: spread(5, of: 19), classes: 2).standing == .below)
  }

  @Test func aFullWindowUnderTheLineIsFlagged() {
    #expect(Agreement.measure(answers: spread(84, of: 100), classes: 2).standing == .below)
    #expect(Agreement.measure(answers: spread(85, of: 100), classes: 2).standing == .meets)
  }

  @Test func fortyAnswersUnderTheLineAreWatchedUntilTheIntervalEndsBelow() {
    // scipy: with 40 answers Wilson's interval ends below 0.85 for 29 right answers and fewer.
    #expect(Agreement.measure(answers: spread(30, of: 40), classes: 2).standing == .watch)
    #expect(Agreement.measure(answers: spread(29, of: 40), classes: 2).standing == .below)
    #expect(Agreement.measure(answers: spread(34, of: 40), classes: 2).standing == .meets)
  }

  @Test func aTiredWindowIsFlaggedThoughAllAnswersAreGood() {
    let hits = (0..<900).map { _ in true } + (0..<100).map { $0 % 5 != 0 }
    let agreement = Agreement.measure(answers: answers(hits), classes: 2)
    #expect(agreement.overall == Proportion(successes: 980, trials: 1000))
    #expect(agreement.rolling == Proportion(successes: 80, trials: 100))
    #expect(agreement.standing == .below)
  }

  @Test func aShortWindowFlagsNobodyOnItsOwn() {
    let hits = (0..<200).map { _ in true } + [false, false, false, false, false]
    #expect(Agreement.measure(answers: answers(hits), classes: 2, window: 10).standing == .watch)
  }

  @Test func noClassesLeaveNothing() {
    #expect(Agreement.measure(answers: spread(3, of: 4), classes: 0).standing == .unmeasured)
    #expect(Agreement.measure(answers: spread(3, of: 4), classes: -1).perClass.isEmpty)
  }
}
