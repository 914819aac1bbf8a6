import Draws
import Foundation
import Selection
import Testing

/// What the members of a committee say, worked by hand.
struct MemberMeasureTests {
  private static let ln2 = 0.693_147_180_559_945_3

  /// Three images of two members and two classes: opposite and sure, alike, and one sure beside one unsure.
  private static let rows: [Float] = [
    1, 0, 0, 1,
    0.75, 0.25, 0.75, 0.25,
    1, 0, 0.5, 0.5,
  ]

  private func members(_ values: [Float] = rows, members: Int = 2, classes: Int = 2) throws -> MemberRows {
    try MemberRows(values, members: members, classes: classes)
  }

  @Test func votesAreWorkedByHand() throws {
    // The last member is torn between both classes and votes for the first.
    #expect(try Measure.variationRatio(members()) == [0.5, 0, 0])
    let entropy = try Measure.voteEntropy(members())
    #expect(abs(entropy[0] - Self.ln2) < 1e-15 && entropy[1] == 0 && entropy[2] == 0)
    let five: [Float] = [1, 0, 0, 1, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 1]
    let votes = try members(five, members: 5, classes: 3)
    #expect(Measure.variationRatio(votes) == [1 - 2.0 / 5])
    #expect(abs(Measure.voteEntropy(votes)[0] - (-0.8 * log(0.4) - 0.2 * log(0.2))) < 1e-15)
  }

  @Test func divergencesAreWorkedByHand() throws {
    // The last: p̄ = (3/4, 1/4); KL of the sure member ln 4/3, of the other ½ ln 2/3 + ½ ln 2.
    let (sure, unsure) = (log(4.0 / 3), 0.5 * log(2.0 / 3) + 0.5 * Self.ln2)
    let mean = try Measure.consensusKL(members())
    #expect(abs(mean[0] - Self.ln2) < 1e-15 && mean[1] == 0)
    #expect(abs(mean[2] - (sure + unsure) / 2) < 1e-15)
    let greatest = try Measure.consensusKL(members(), reduce: .max)
    #expect(abs(greatest[0] - Self.ln2) < 1e-15 && greatest[1] == 0)
    #expect(abs(greatest[2] - max(sure, unsure)) < 1e-15)
  }

  @Test func whatTheMembersWouldTellIsWorkedByHand() throws {
    let bald = try Measure.bald(members())
    #expect(abs(bald[0] - Self.ln2) < 1e-15 && bald[1] == 0)
    // H(3/4, 1/4) − ½ ln 2
    #expect(abs(bald[2] - (-0.75 * log(0.75) - 0.25 * log(0.25) - 0.5 * Self.ln2)) < 1e-15)
  }

  @Test func theMeanDivergenceIsWhatTheMembersWouldTell() throws {
    var stream = DrawStream(seed: 3)
    for (count, classes) in [(2, 2), (5, 8), (20, 3)] {
      var values: [Float] = []
      for _ in 0..<100 * count {
        let raw = (0..<classes).map { _ in stream.below(3) == 0 ? 0 : stream.uniform() }
        let sum = max(raw.reduce(0, +), 1e-9)
        values += raw.map { Float($0 / sum) }
      }
      let rows = try members(values, members: count, classes: classes)
      for (a, b) in zip(Measure.bald(rows), Measure.consensusKL(rows)) {
        #expect(a >= 0 && b >= 0)
        // The probabilities are rounded to floats, so they do not quite add up to one.
        #expect(abs(a - b) < 1e-6)
      }
      for (mean, greatest) in zip(Measure.consensusKL(rows), Measure.consensusKL(rows, reduce: .max)) {
        #expect(greatest >= mean)
      }
    }
  }

  @Test func oneMemberAndOneClassHaveNothingToSay() throws {
    for rows in [try members([0.3, 0.7, 1, 0], members: 1), try members([1, 1, 1, 1], members: 2, classes: 1)] {
      for scores in [
        Measure.bald(rows), Measure.consensusKL(rows), Measure.consensusKL(rows, reduce: .max),
        Measure.voteEntropy(rows),
        Measure.variationRatio(rows),
      ] {
        #expect(scores == [0, 0])
      }
    }
    #expect(Measure.bald(try members([])).isEmpty)
  }

  @Test func theOrderOfTheImagesIsOfNoAccount() throws {
    let turned = try members(Array(Self.rows[8...] + Self.rows[4..<8] + Self.rows[..<4]))
    for measure in [Measure.bald, Measure.voteEntropy, Measure.variationRatio, { Measure.consensusKL($0) }] {
      #expect(try measure(turned) == measure(members()).reversed())
    }
  }

  @Test func whatIsNoNumberIsRefused() {
    #expect(throws: SelectionError.notFinite(.members, row: 1)) {
      try members([1, 0, 0, 1, 0.5, 0.5, .nan, 0])
    }
    #expect(throws: SelectionError.count(of: .members, expected: 8, found: 6)) { try members([1, 0, 0, 1, 1, 0]) }
    #expect(throws: SelectionError.outside(.members, found: 0, least: 1, greatest: 1 << 20)) {
      try members([], members: 0)
    }
  }
}
