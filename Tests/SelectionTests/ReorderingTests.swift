import Draws
import Foundation
import Selection
import Testing

/// Measures that look at other images' vectors.
struct ReorderingTests {
  private func points(_ count: Int, _ dimensions: Int, seed: UInt64) -> [Float] {
    var stream = DrawStream(seed: seed)
    return (0..<count * dimensions).map { _ in Float(stream.normal()) }
  }

  @Test func densityIsWorkedByHand() throws {
    // Four points on a line: 0, 1, 3, and 3 again.
    let vectors: [Float] = [0, 1, 3, 3]
    let density = try Density().factors(vectors, dimensions: 1, others: vectors, own: [0, 1, 2, 3], threads: 1)
    let expected = [(0.5 + 0.25 + 0.25) / 3, (0.5 + 1.0 / 3 + 1.0 / 3) / 3, (0.25 + 1.0 / 3 + 1) / 3]
    for (found, value) in zip(density, expected + [expected[2]]) { #expect(abs(found - value) < 1e-15) }
    let squared = try Density(beta: 2).factors(vectors, dimensions: 1, others: vectors, own: [0, 1, 2, 3], threads: 1)
    for (found, value) in zip(squared, density) { #expect(abs(found - value * value) < 1e-15) }
    #expect(
      try Density(beta: 0).factors(vectors, dimensions: 1, others: vectors, own: [0, 1, 2, 3], threads: 1)
        == [1, 1, 1, 1])
  }

  @Test func anImageOfAnotherSampleIsNotLeftOut() throws {
    // Of those that were drawn, none is the candidate.
    #expect(try Density().factors([0], dimensions: 1, others: [1, 1], own: [-1], threads: 1) == [0.5])
    #expect(try Density().factors([0], dimensions: 1, others: [0], own: [0], threads: 1) == [1])
    #expect(try Density().factors([0], dimensions: 1, others: [], own: [-1], threads: 1) == [1])
    #expect(throws: SelectionError.notFinite(.sample, row: 1)) {
      try Density().factors([0], dimensions: 1, others: [1, .nan], own: [-1], threads: 1)
    }
  }

  @Test func combinedIsWorkedByHand() throws {
    // Uncertainties scale to 0, ½, 1; distances to the nearer of 0 and 10 are 1, 5, 3 and scale to 0, 1, ½.
    let scores = try Measure.combined(
      uncertainty: [0.2, 0.3, 0.4], vectors: [1, 5, 7], dimensions: 1, labelled: [0, 10], weight: 0.75, threads: 1)
    for (found, value) in zip(scores, [0, 0.75 * 0.5 + 0.25, 0.75 + 0.25 * 0.5]) { #expect(abs(found - value) < 1e-15) }
    let alike = try Measure.combined(
      uncertainty: [0.5, 0.5], vectors: [1, 1], dimensions: 1, labelled: [0], weight: 0.5, threads: 1)
    #expect(alike == [0, 0])
    #expect(throws: SelectionError.missing(.labelled)) {
      try Measure.combined(uncertainty: [0.5], vectors: [1], dimensions: 1, labelled: [], threads: 1)
    }
    #expect(throws: SelectionError.notFinite(.scores, row: 0)) {
      try Measure.combined(uncertainty: [.nan], vectors: [1], dimensions: 1, labelled: [1], threads: 1)
    }
  }

  @Test func noNumberDependsOnTheThreads() throws {
    let (vectors, others) = (points(300, 33, seed: 1), points(500, 33, seed: 2))
    let own = (0..<300).map { $0 % 2 == 0 ? $0 : -1 }
    let one = try Density().factors(vectors, dimensions: 33, others: others, own: own, threads: 1)
    let uncertainty = (0..<300).map { Double($0 % 17) }
    let other = try Measure.combined(
      uncertainty: uncertainty, vectors: vectors, dimensions: 33, labelled: others, threads: 1)
    for threads in [2, 4] {
      #expect(try one == Density().factors(vectors, dimensions: 33, others: others, own: own, threads: threads))
      #expect(
        try other
          == Measure.combined(
            uncertainty: uncertainty, vectors: vectors, dimensions: 33, labelled: others, threads: threads))
    }
  }

  @Test func theNewOrderKeepsThoseThatPassedInFrontAndBreaksTiesAsBefore() throws {
    var head = CandidateHead(
      CandidateHead.Rule(largerFirst: false, threshold: .below(0.5), cap: 6, atLeast: 5))
    let scores = [0.1, 0.2, 0.3, 0.4, 0.6, 0.7]
    try head.offer(scores: scores, tiebreak: [1, 1, 2, 1, 1, 1]) {
      $0
    } draw: {
      UInt64(9 - $0)
    }
    let found = head.finish()
    #expect(found.rows == [0, 1, 2, 3, 4] && found.passed == 4)
    let acquisition = Acquisition(.combined)
    // All but the last passed are tied; the tie-break puts the third first and the draw the second before the first.
    let order = acquisition.order(of: found, by: [1, 1, 1, 2, 9])
    #expect(order.places == [3, 2, 1, 0, 4])
    #expect(order.tied == [1, 1, 2, 2, 1])
  }

  @Test func aDensityTurnsTheMarginRound() throws {
    var acquisition = Acquisition(.margin)
    acquisition.density = Density()
    #expect(acquisition.reorders && acquisition.largerFirst && acquisition.base == .margin)
    let input = Reordering(base: [0, 0.5], vectors: [0, 1], dimensions: 1, others: [0, 1], own: [0, 1])
    #expect(try acquisition.reordered(input, threads: 1) == [0.5, 0.25])
    #expect(try acquisition.reordered(Reordering(base: [], vectors: [], dimensions: 1), threads: 1).isEmpty)
  }
}
