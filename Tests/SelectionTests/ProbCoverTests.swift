import Draws
import Selection
import Testing

/// The greedy cover over all pairs; the picks that cover something, and who covers whom first.
private func reference(_ input: StrategyInput, _ count: Int, squaredRadius: Double) -> (picks: [Int], clusters: [Int32])
{
  let dimensions = input.dimensions
  func isNear(_ a: [Float], _ i: Int, _ j: Int) -> Bool {
    Double(StrategyCases.squared(a, i, input.vectors, j, dimensions)) <= squaredRadius
  }
  var isCovered = input.keys.indices.map { row in
    (0..<input.labelled.count / dimensions).contains { isNear(input.labelled, $0, row) }
  }
  let order = StrategyCases.byKey(input)
  var clusters = [Int32](repeating: -1, count: input.keys.count)
  var picks: [Int] = []
  while picks.count < count {
    let gains = order.map { row in order.filter { !isCovered[$0] && isNear(input.vectors, row, $0) }.count }
    guard let most = gains.max(), most > 0, let place = gains.firstIndex(of: most) else { break }
    for row in order where !isCovered[row] && isNear(input.vectors, order[place], row) {
      isCovered[row] = true
      clusters[row] = Int32(picks.count)
    }
    picks.append(order[place])
  }
  return (picks, clusters)
}

struct ProbCoverTests {
  @Test(arguments: StrategyCases.Kind.allCases, [1 << 26, 300, 0])
  func picksWhatTheCoverOverAllPairsPicks(kind: StrategyCases.Kind, stored: Int) throws {
    for (rows, labelled, radius, count) in [
      (1, 0, 1, 1), (120, 0, 1, 60), (120, 30, 1.5, 60), (200, 5, 2, 20), (60, 0, 0, 60), (60, 2, -1, 5),
      (80, 0, 1e9, 3),
    ] as [(Int, Int, Float, Int)] {
      let input = StrategyCases.input(kind, rows, 3, labelled: labelled, seed: UInt64(rows + labelled))
      var strategy = ProbCover(radius: radius)
      strategy.storedPairs = stored
      let choice = try strategy.choose(count, from: input)
      let squared = radius > 0 ? Double(radius) * Double(radius) : 0
      let expected = reference(input, count, squaredRadius: squared)
      #expect(Array(choice.picks.prefix(expected.picks.count)) == expected.picks, "\(kind), \(rows), \(radius)")
      #expect(choice.clusters == expected.clusters)
      let rest = (0..<rows).filter { !expected.picks.contains($0) }.prefix(min(count, rows) - expected.picks.count)
      #expect(Array(choice.picks.dropFirst(expected.picks.count)) == Array(rest))
      for (row, cluster) in choice.clusters.enumerated() where cluster >= 0 {
        let pick = choice.picks[Int(cluster)]
        let distance = StrategyCases.squared(input.vectors, row, input.vectors, pick, 3).squareRoot()
        #expect(choice.distances[row] == distance)
      }
    }
  }

  /// More points than a cell has.
  @Test func cellsDoNotShow() throws {
    let input = StrategyCases.input(.grid, 900, 4, labelled: 20, seed: 5)
    let choice = try ProbCover(radius: 1).choose(150, from: input)
    let expected = reference(input, 150, squaredRadius: 1)
    #expect(Array(choice.picks.prefix(expected.picks.count)) == expected.picks)
    #expect(choice.clusters == expected.clusters)
  }

  @Test func theRadiusIsTheLargestWithEnoughPureBalls() throws {
    // Four places far apart are the clusters of any k-means.
    var stream = DrawStream(seed: 3)
    let rows = 200
    var vectors: [Float] = []
    for row in 0..<rows {
      vectors.append(Float(row % 2 * 20) + Float(stream.normal()))
      vectors.append(Float(row / 2 % 2 * 20) + Float(stream.normal()))
    }
    let input = StrategyInput(
      keys: StrategyCases.keys(rows), vectors: vectors, dimensions: 2,
      probabilities: [Float](repeating: 0.25, count: rows * 4), classes: 4, draw: StrategyCases.draw)
    let enemies = (0..<rows).map { row in
      (0..<rows).filter { $0 % 4 != row % 4 }.map { StrategyCases.squared(vectors, row, vectors, $0, 2) }.min() ?? 0
    }
    for purity in [1, 0.95, 0.5, 0] {
      let squared = try ProbCover(purity: purity).squaredRadius(for: input)
      func pure(_ squared: Double) -> Double { Double(enemies.filter { Double($0) > squared }.count) / Double(rows) }
      #expect(pure(squared) >= purity)
      // The next larger one reaches another point.
      #expect(enemies.contains { Float(squared).nextUp == $0 })
      if purity > 0 { #expect(pure(Double(Float(squared).nextUp)) < purity) }
    }
  }

  @Test func oneClassIsOneBall() throws {
    let input = StrategyCases.input(.blobs, 30, 2, classes: 1)
    let choice = try ProbCover().choose(3, from: input)
    let first = StrategyCases.byKey(input)[0]
    #expect(choice.picks == [first] + (0..<30).filter { $0 != first }.prefix(2))
    #expect(choice.clusters.allSatisfy { $0 == 0 })
  }
}
