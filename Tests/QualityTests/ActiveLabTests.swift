import Quality
import Testing

struct ActiveLabTests {
  private static let new = [0.9, 0.05, 0.05, 0.4, 0.3, 0.3]

  @Test func agreesWithCleanlab() throws {
    // cleanlab 2.9.0: get_active_learning_scores, its votes counted for the classes that they name.
    let found = try ActiveLab.scores(
      SmallCrowd.votes(images: 10), probabilities: SmallCrowd.probabilities + Self.new)
    #expect(abs(found.temperature - 0.65) < 1e-12)
    let theirs = [
      0.755156642131035, 0.6178544451391647, 0.7028451740340668, 0.4810526258464126, 0.789918262286197,
      0.5168950736712604, 0.5028115822338312, 0.5648602535053434, 0.7864059666521442, 0.4067746149301696,
    ]
    #expect(zip(found.scores, theirs).allSatisfy { abs($0 - $1) < 1e-12 })
    // Where the model is of three minds and nobody has voted, one vote is worth most.
    #expect(found.scores.indices.min { found.scores[$0] < found.scores[$1] } == 9)
  }

  @Test func oneVoteAnImageIsScoredWithoutTempering() throws {
    let votes = try CrowdVotes(
      image: [0, 1, 2, 3, 4, 5, 6, 7], annotator: [0, 1, 2, 0, 1, 2, 0, 1], label: [0, 1, 2, 0, 1, 0, 0, 0],
      images: 10, annotators: 3, classes: 3)
    let found = try ActiveLab.scores(votes, probabilities: SmallCrowd.probabilities + Self.new)
    #expect(found.temperature == 1)
    let ninths = [5.2, 4.6, 4.6, 4, 5.8, 2.8, 2.2, 1.6].map { $0 / 9 }
    #expect(zip(found.scores, ninths + [0.6166666666666667, 0.3666666666666667]).allSatisfy { abs($0 - $1) < 1e-12 })
  }

  @Test func withoutAVoteTheModelSpeaks() throws {
    let votes = try CrowdVotes(image: [], annotator: [], label: [], images: 2, annotators: 0, classes: 2)
    #expect(try ActiveLab.scores(votes, probabilities: [0.5, 0.5, 0, 1]).scores == [0.5, 0.75])
    let nothing = try CrowdVotes(image: [], annotator: [], label: [], images: 0, annotators: 0, classes: 2)
    #expect(try ActiveLab.scores(nothing, probabilities: []).scores.isEmpty)
  }

  @Test func oneClassIsCertain() throws {
    let votes = try CrowdVotes(image: [0, 0], annotator: [0, 1], label: [0, 0], images: 2, annotators: 2, classes: 1)
    let found = try ActiveLab.scores(votes, probabilities: [1, 1])
    #expect(found.temperature == 1)
    #expect(found.scores.allSatisfy { abs($0 - 1) < 1e-12 })
  }

  @Test func zerosAndOnesAreNumbers() throws {
    let certain = (0..<8).flatMap { image in (0..<3).map { $0 == image % 3 ? 1.0 : 0 } }
    let found = try ActiveLab.scores(SmallCrowd.votes(), probabilities: certain)
    #expect(found.temperature == 0.1)
    #expect(found.scores.allSatisfy { $0 > 0 && $0 < 1 })
  }
}
