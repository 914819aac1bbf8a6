import Selection
import Testing

/// modAL's loop, with every distance computed.
private func reference(_ input: StrategyInput, _ count: Int) -> (picks: [Int], distances: [Float]) {
  let (dimensions, classes) = (input.dimensions, input.classes)
  let labelled = input.labelled.count / dimensions
  let order = StrategyCases.byKey(input)
  let uncertainty = input.keys.indices.map { row in
    1 - Double(input.probabilities[row * classes..<(row + 1) * classes].max() ?? 0)
  }
  var least = input.keys.indices.map { row in
    (0..<labelled).map { StrategyCases.squared(input.vectors, row, input.labelled, $0, dimensions) }.min() ?? .infinity
  }
  func between(_ a: Int, _ b: Int) -> Float { StrategyCases.squared(input.vectors, a, input.vectors, b, dimensions) }
  var left = order
  var picks: [Int] = []
  var distances: [Float] = []
  while picks.count < count, !left.isEmpty {
    let alpha = Double(left.count) / Double(left.count + labelled + picks.count)
    let scores: [Double]
    if labelled + picks.count == 0 {
      scores = left.map { row in
        -order.reduce(0.0) { $0 + Double(between(row, $1)).squareRoot() }
      }
    } else {
      scores = left.map { alpha * (1 - 1 / (1 + Double(least[$0]).squareRoot())) + (1 - alpha) * uncertainty[$0] }
    }
    guard let place = scores.indices.first(where: { scores[$0] == scores.max() }) else { break }
    let pick = left.remove(at: place)
    picks.append(pick)
    distances.append(least[pick])
    for row in left { least[row] = min(least[row], between(row, pick)) }
  }
  return (picks, distances)
}

private func expectReference(_ input: StrategyInput, _ count: Int, _ note: Comment) throws {
  let expected = reference(input, count)
  let choice = try RankedBatch().choose(count, from: input)
  #expect(choice.picks == expected.picks, note)
  for (pick, squared) in zip(expected.picks, expected.distances) {
    let distance = choice.distances[pick]
    #expect(squared.isInfinite ? distance.isNaN : distance == squared.squareRoot(), note)
  }
}

struct RankedBatchTests {
  @Test(arguments: StrategyCases.Kind.allCases)
  func picksWhatComparingEverythingPicks(kind: StrategyCases.Kind) throws {
    for (rows, dimensions, labelled, count) in [(1, 1, 0, 1), (30, 2, 0, 30), (80, 3, 1, 80), (150, 6, 200, 120)] {
      let input = StrategyCases.input(kind, rows, dimensions, labelled: labelled, seed: UInt64(rows))
      try expectReference(input, count, "\(kind), \(rows), \(labelled)")
    }
  }

  /// More candidates than a short list has, and more picks than it lasts for.
  @Test(arguments: [StrategyCases.Kind.grid, .blobs])
  func aShortListDoesNotShow(kind: StrategyCases.Kind) throws {
    let input = StrategyCases.input(kind, 2600, 2, labelled: 2000, seed: 9)
    try expectReference(input, 400, "\(kind)")
  }

  @Test func uncertaintyTakesOverAsLabelsGrow() throws {
    // Far and certain, near and unsure.
    var input = StrategyInput(
      keys: [1, 2], vectors: [9, 1], dimensions: 1, probabilities: [1, 0, 0.5, 0.5], classes: 2, labelled: [0],
      draw: StrategyCases.draw)
    #expect(try RankedBatch().choose(1, from: input).picks == [0])
    input.labelled = [Float](repeating: 0, count: 40)
    #expect(try RankedBatch().choose(1, from: input).picks == [1])
  }

  @Test func withoutLabelsTheMiddleIsFirst() throws {
    let input = StrategyInput(
      keys: [5, 4, 3, 2, 1], vectors: [0, 1, 2, 3, 40], dimensions: 1, probabilities: [Float](repeating: 1, count: 5),
      classes: 1, draw: StrategyCases.draw)
    #expect(try RankedBatch().choose(2, from: input).picks == [2, 4])
  }
}
