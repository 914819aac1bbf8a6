import CKernels
import Draws
import Selection
import Testing

/// Forms all embeddings and lets them race, all distances brought up to date after every pick.
private func reference(_ input: StrategyInput, _ count: Int) -> (picks: [Int], squared: [Double]) {
  let (classes, dimensions) = (input.classes, input.dimensions)
  let embeddings = input.keys.indices.map { row in
    let p = Array(input.probabilities[row * classes..<(row + 1) * classes])
    let greatest = p.indices.first { p[$0] == p.max() }
    return p.indices.flatMap { label in
      (0..<dimensions).map {
        Double(p[label] - (label == greatest ? 1 : 0)) * Double(input.vectors[row * dimensions + $0])
      }
    }
  }
  func squared(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } }
  let origin = [Double](repeating: 0, count: classes * dimensions)
  var left = input.keys.map { key in
    let bits = withUnsafeBytes(of: key.littleEndian) { input.draw.key($0) }
    return -ck_log(Double((bits >> 11) + 1) * 0x1p-53)
  }
  let order = StrategyCases.byKey(input)
  let norms = embeddings.map { squared($0, origin) }
  guard let first = order.first(where: { norms[$0] == norms.max() }) else { return ([], []) }
  var picks = [first]
  var chosen = [Double.infinity]
  var distances = embeddings.map { squared($0, embeddings[first]) }
  while picks.count < count {
    let open = order.filter { distances[$0] > 0 && !picks.contains($0) }
    guard let next = open.min(by: { left[$0] / distances[$0] < left[$1] / distances[$1] }) else { break }
    let step = left[next] / distances[next]
    for row in open { left[row] -= distances[row] * step }
    chosen.append(distances[next])
    picks.append(next)
    for row in open { distances[row] = min(distances[row], squared(embeddings[row], embeddings[next])) }
  }
  return (picks, chosen)
}

struct BadgeTests {
  @Test(arguments: [StrategyCases.Kind.grid, .blobs, .repeats])
  func drawsWhatARaceOfAllEmbeddingsDraws(kind: StrategyCases.Kind) throws {
    for (rows, dimensions, classes, count) in [(1, 2, 3, 1), (40, 1, 2, 40), (120, 3, 4, 60), (300, 5, 3, 280)] {
      let input = StrategyCases.input(kind, rows, dimensions, classes: classes, seed: UInt64(rows))
      let expected = reference(input, count)
      let choice = try Badge().choose(count, from: input)
      #expect(Array(choice.picks.prefix(expected.picks.count)) == expected.picks, "\(kind), \(rows)")
      for (pick, squared) in zip(expected.picks, expected.squared) {
        let distance = Double(choice.distances[pick])
        #expect(squared.isInfinite ? distance.isNaN : abs(distance - squared.squareRoot()) < 1e-3 * (1 + distance))
      }
    }
  }

  /// Enough for several blocks of candidates and tiles of picks.
  @Test func aLongRaceIsTheSame() throws {
    let input = StrategyCases.input(.blobs, 1500, 2, classes: 3, seed: 8)
    #expect(try Badge().choose(600, from: input).picks == reference(input, 600).picks)
  }

  @Test func drawsInProportionToTheSquaredDistance() throws {
    var input = StrategyCases.input(.blobs, 6, 2, classes: 3, seed: 2)
    input.probabilities = StrategyCases.probabilities(6, 3, seed: 77)
    let first = try Badge().choose(1, from: input).picks[0]
    // Squared distances as the strategy's own distances at a second pick show them.
    var squared = [Double](repeating: 0, count: 6)
    var counts = [Double](repeating: 0, count: 6)
    let seeds = 6000
    for seed in 0..<seeds {
      input.draw = Draw(randomSeed: UInt64(seed), iteration: 0, stage: "badge")
      let choice = try Badge().choose(2, from: input)
      #expect(choice.picks[0] == first)
      counts[choice.picks[1]] += 1
      squared[choice.picks[1]] = Double(choice.distances[choice.picks[1]] * choice.distances[choice.picks[1]])
    }
    let total = squared.reduce(0, +)
    for row in 0..<6 where squared[row] > 0 {
      let expected = Double(seeds) * squared[row] / total
      // Four and a half standard deviations.
      #expect(abs(counts[row] - expected) < 4.5 * expected.squareRoot(), "\(row): \(counts[row]) of \(expected)")
    }
  }

  @Test func whereNothingDiffersTheBestFillUp() throws {
    var input = StrategyCases.input(.equal, 20, 3, classes: 2)
    input.probabilities = [Float](repeating: 0.5, count: 40)
    let first = StrategyCases.byKey(input)[0]
    #expect(try Badge().choose(5, from: input).picks == [first] + (0..<20).filter { $0 != first }.prefix(4))
    // With one class, or with certain predictions, every gradient is zero.
    input = StrategyCases.input(.blobs, 20, 3, classes: 1)
    #expect(try Badge().choose(5, from: input).picks == [first] + (0..<20).filter { $0 != first }.prefix(4))
  }
}
