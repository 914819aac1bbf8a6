import Quality
import Testing

struct LURETests {
  /// Every sequence of draws without replacement, each with its chance and the probabilities of its draws, where an image's
  /// probability is its weight over those left.
  private func sequences(
    _ weights: [Double], _ draws: Int
  ) -> [(images: [Int], probabilities: [Double], chance: Double)] {
    var found: [(images: [Int], probabilities: [Double], chance: Double)] = [([], [], 1)]
    for _ in 0..<draws {
      found = found.flatMap { before in
        let left = weights.indices.filter { !before.images.contains($0) }
        let sum = left.reduce(0) { $0 + weights[$1] }
        return left.map { image in
          let q = weights[image] / sum
          return (before.images + [image], before.probabilities + [q], before.chance * q)
        }
      }
    }
    return found
  }

  @Test func isUnbiasedOverAllSequencesOfDraws() throws {
    let values = [1.0, 0, 5, -2, 0.125]
    let truth = values.reduce(0, +) / 5
    for draws in 1...5 {
      let mean = try sequences([1, 4, 0.5, 2, 9], draws).reduce(0) { sum, sequence in
        sum + sequence.chance
          * (try LURE.mean(
            sequence.images.map { values[$0] }, probabilities: sequence.probabilities.map(Optional.some), population: 5))
      }
      #expect(abs(mean - truth) < 1e-13, "\(draws) draws")
    }
  }

  @Test func theSampleMeanIsNot() {
    let values = [1.0, 0, 5, -2, 0.125]
    let mean = sequences([1, 4, 0.5, 2, 9], 2).reduce(0) { sum, sequence in
      sum + sequence.chance * sequence.images.reduce(0) { $0 + values[$1] } / 2
    }
    #expect(abs(mean - values.reduce(0, +) / 5) > 0.1)
  }

  @Test func drawsThatAreAllAlikeWeighOne() throws {
    let probabilities = (0..<4).map { Double?(1 / Double(10 - $0)) }
    for weight in try LURE.weights(probabilities, population: 10) { #expect(abs(weight - 1) < 1e-15) }
  }

  @Test func agreesWithTheFormulaByHand() throws {
    // 1 + (4 − 2) / (4 − 1) · (1 / (4 · 0.5) − 1) and 1 + (4 − 2) / (4 − 2) · (1 / (3 · 0.2) − 1).
    let weights = try LURE.weights([0.5, 0.2], population: 4)
    #expect(abs(weights[0] - 2.0 / 3) < 1e-15)
    #expect(abs(weights[1] - 5.0 / 3) < 1e-15)
  }

  private func refusal(_ probabilities: [Double?], population: Int) -> EstimateRefusal? {
    do throws(EstimateRefusal) {
      _ = try LURE.weights(probabilities, population: population)
      return nil
    } catch {
      return error
    }
  }

  @Test func refusesDrawsThatLeaveOthersNoChance() {
    #expect(refusal([1, 1], population: 9) == .zeroProbability(images: 8))
    #expect(refusal([], population: 9) == .zeroProbability(images: 9))
    #expect(refusal([0.5, 0], population: 9) == .impossibleProbability(images: 1))
    #expect(refusal([0.5, nil], population: 9) == .unknownProbability(images: 1))
    #expect(refusal([0.5, 0.5], population: 1) == .populationDiffers(expected: 1, found: 2))
    #expect(refusal([0.5], population: 0) == .emptyPopulation)
    // All are drawn in the end, so nothing is left out.
    #expect(refusal([1, 1], population: 2) == nil)
  }
}
