import CKernels
import Draws
import Selection
import Testing

private let draw = Draw(randomSeed: 5, iteration: 0, stage: "seed")

private func keys(_ count: Int) -> [UInt64] {
  (0..<count).map { draw.key("image-\($0).png") }
}

private func cloud(_ count: Int, _ dimensions: Int, width: Int, seed: UInt64) -> [Float] {
  var stream = DrawStream(seed: seed)
  return (0..<count * dimensions).map { _ in Float(stream.below(width)) - Float(width / 2) }
}

/// The definition: every gain reckoned anew for every pick, in double.
private func reference(_ vectors: [Float], _ dimensions: Int, keys: [UInt64], count: Int) -> [Int] {
  let unit = keys.indices.map { row -> [Double] in
    let values = vectors[row * dimensions..<(row + 1) * dimensions].map { Double($0) }
    let norm = values.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return norm > 0 ? values.map { $0 / norm } : values
  }
  let order = keys.indices.sorted { keys[$0] < keys[$1] }
  func kernel(_ a: Int, _ b: Int) -> Double {
    ck_exp(-zip(unit[a], unit[b]).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) })
  }
  let table = order.map { a in order.map { kernel(a, $0) } }
  var covered = order.map { _ in 0.0 }
  var picks: [Int] = []
  while picks.count < count {
    let gains = order.indices.map { s in
      picks.contains(order[s]) ? -1 : order.indices.reduce(0) { $0 + max(0, table[$1][s] - covered[$1]) }
    }
    let most = gains.max() ?? 0
    // What differs by rounding alone is a tie here, in which the first by key goes.
    guard let best = gains.firstIndex(where: { $0 > most - 1e-6 * max(1, most) }) else { break }
    picks.append(order[best])
    for x in order.indices { covered[x] = max(covered[x], table[x][best]) }
  }
  return picks
}

struct MaxHerdingTests {
  @Test func picksWhatTheDefinitionPicks() throws {
    for (count, dimensions, width, batch) in [(1, 1, 3, 1), (60, 2, 40, 20), (150, 5, 100, 40), (90, 20, 9, 60)] {
      let vectors = cloud(count, dimensions, width: width, seed: UInt64(count))
      let expected = reference(vectors, dimensions, keys: keys(count), count: batch)
      for threads in [1, 2] {
        let found = try MaxHerding.select(
          vectors, dimensions: dimensions, keys: keys(count), count: batch, threads: threads)
        #expect(found == expected, "\(count) × \(dimensions), \(threads) threads")
      }
    }
  }

  /// Three pictures, each many times, and one that is like none: each once, then by key.
  @Test func copiesAreNotPickedBeforeAllElseIs() throws {
    let kinds: [[Float]] = [[1, 0, 0], [0, 1, 0], [0, 0, 1], [0, 0, 0]]
    let shown = [0, 0, 0, 0, 1, 1, 1, 2, 2, 3]
    let all = keys(shown.count)
    let found = try MaxHerding.select(
      shown.flatMap { kinds[$0] }, dimensions: 3, keys: all, count: shown.count, threads: 2)
    #expect(found.prefix(4).map { shown[$0] } == [0, 1, 2, 3])
    // Of copies the one with the smaller key, and so of those that add nothing any more.
    #expect(found[0] == shown.indices.filter { shown[$0] == 0 }.min { all[$0] < all[$1] })
    #expect(found.dropFirst(4).map { all[$0] } == found.dropFirst(4).map { all[$0] }.sorted())
  }

  @Test func neitherTheOrderOfRowsNorTheLengthOfVectorsMatters() throws {
    let vectors = cloud(300, 8, width: 30, seed: 4)
    let all = keys(300)
    let found = try MaxHerding.select(vectors, dimensions: 8, keys: all, count: 50, threads: 2)
    let turned = Array((0..<300).reversed())
    let other = try MaxHerding.select(
      turned.flatMap { vectors[$0 * 8..<($0 + 1) * 8].map { $0 * 4 } }, dimensions: 8, keys: turned.map { all[$0] },
      count: 50, threads: 1)
    #expect(other.map { turned[$0] } == found)
    #expect(try MaxHerding.select(vectors, dimensions: 8, keys: all, count: 10, threads: 2) == Array(found.prefix(10)))
  }

  @Test func shapesThatDoNotFitAreRefused() throws {
    #expect(throws: SelectionError.count(of: .embeddings, expected: 4, found: 3)) {
      try MaxHerding.select([1, 2, 3], dimensions: 2, keys: keys(2), count: 1, threads: 1)
    }
    #expect(throws: SelectionError.outside(.batch, found: 3, least: 0, greatest: 2)) {
      try MaxHerding.select([1, 2, 3, 4], dimensions: 2, keys: keys(2), count: 3, threads: 1)
    }
    #expect(throws: SelectionError.notFinite(.embeddings, row: 1)) {
      try MaxHerding.select([1, 2, .nan, 4], dimensions: 2, keys: keys(2), count: 1, threads: 1)
    }
  }
}
