import Draws
import Quality
import Testing

struct AnnotatorSkillTests {
  private let draw = Draw(randomSeed: 7, iteration: 1, stage: "skill")

  @Test func countsMoveThePooledPrior() throws {
    // Class 0: 9 of 10 right, class 1: 3 of 6; overall (12 + 1)/(16 + 2) = 13/18.
    let skill = try AnnotatorSkill(
      right: [6, 3, 3, 0], wrong: [0, 1, 1, 2], annotators: 2, classes: 2, strength: 4)
    let prior = [(9 + 4 * 13.0 / 18) / 14, (3 + 4 * 13.0 / 18) / 10]
    let expected = [(6 + 4 * prior[0]) / 10, (3 + 4 * prior[1]) / 8, (3 + 4 * prior[0]) / 8, (0 + 4 * prior[1]) / 6]
    #expect(zip(skill.means, expected).allSatisfy { abs($0 - $1) < 1e-12 })
    #expect(skill.shares == [11.0 / 18, 7.0 / 18])
  }

  @Test func whoHasNotAnsweredIsAverage() throws {
    let skill = try AnnotatorSkill(right: [8, 0], wrong: [2, 0], annotators: 2, classes: 1)
    // (8 + 4 · 9/12) / 14.
    #expect(abs(skill.means[1] - 11.0 / 14) < 1e-12)
    let nobody = try AnnotatorSkill(right: [0, 0], wrong: [0, 0], annotators: 1, classes: 2)
    #expect(nobody.means == [0.5, 0.5])
  }

  @Test func drawsHaveTheMomentsOfTheBeta() throws {
    // Parameters above and below 1: strength 4 and no answers give Beta(2, 2), strength 0.5 gives Beta(0.25, 0.25).
    for (strength, right, wrong) in [(4.0, 0.0, 0.0), (0.5, 0, 0), (1, 20, 3)] {
      let people = 20000
      let skill = try AnnotatorSkill(
        right: [right] + [Double](repeating: right, count: people - 1),
        wrong: [Double](repeating: wrong, count: people), annotators: people, classes: 1, strength: strength)
      let alpha = skill.alpha[0]
      let beta = skill.beta[0]
      let drawn = skill.drawn(draw, ids: (0..<people).map { "a\($0)" })
      #expect(drawn.allSatisfy { $0 >= 0 && $0 <= 1 })
      let mean = drawn.reduce(0, +) / Double(people)
      let variance = drawn.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(people)
      let wanted = alpha * beta / ((alpha + beta) * (alpha + beta) * (alpha + beta + 1))
      #expect(abs(mean - alpha / (alpha + beta)) < 5 * (wanted / Double(people)).squareRoot())
      #expect(abs(variance / wanted - 1) < 0.05)
    }
  }

  @Test func drawsBelongToTheId() throws {
    let skill = try AnnotatorSkill(right: [3, 3], wrong: [1, 1], annotators: 2, classes: 1)
    let drawn = skill.drawn(draw, ids: ["ana", "ben"])
    #expect(drawn == skill.drawn(draw, ids: ["ben", "ana"]).reversed())
    #expect(drawn[0] != drawn[1])
  }

  @Test func refusesWhatAreNoCounts() {
    func error(_ right: [Double], _ wrong: [Double], strength: Double = 4) -> LabelQualityError? {
      do throws(LabelQualityError) {
        _ = try AnnotatorSkill(right: right, wrong: wrong, annotators: 2, classes: 1, strength: strength)
        return nil
      } catch { return error }
    }
    #expect(error([1], [1, 1]) == .count(of: .right, expected: 2, found: 1))
    #expect(error([1, 1], [1]) == .count(of: .wrong, expected: 2, found: 1))
    #expect(error([1, -1], [1, 1]) == .outside(.right, row: 1))
    #expect(error([1, 1], [.nan, 1]) == .outside(.wrong, row: 0))
    #expect(error([1, 1], [1, 1], strength: 0) == .outside(.strength, row: 0))
  }
}
