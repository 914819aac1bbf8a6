import CKernels
import Draws
import Selection
import Synchronization
import Testing

/// Vectors with runs of near-duplicates among single ones; noise falls as a spectrum of image embeddings does.
private func runs(_ count: Int, _ dimensions: Int, seed: UInt64, spread: Float = 0.15) -> [Float] {
  var stream = DrawStream(seed: seed)
  func noise() -> [Float] { (0..<dimensions).map { Float(stream.normal()) / Float(1 + $0).squareRoot() } }
  var values: [Float] = []
  while values.count < count * dimensions {
    let scene = noise()
    for _ in 0..<1 + stream.below(12) { values += zip(scene, noise()).map { $0 + spread * $1 } }
  }
  return Array(values.prefix(count * dimensions))
}

/// Compares every vector with every leader, as the definition says.
private func reference(_ vectors: [Float], _ dimensions: Int, distance: Double) -> [Int32] {
  let count = vectors.count / dimensions
  var units = [Float](repeating: 0, count: vectors.count)
  var norms = [Double](repeating: 0, count: count)
  var leaders: [Int32] = []
  vectors.withUnsafeBufferPointer { source in
    units.withUnsafeMutableBufferPointer { target in
      guard let source = source.baseAddress, let target = target.baseAddress else { return }
      for row in 0..<count {
        norms[row] = ck_unit_f32(source + row * dimensions, dimensions, target + row * dimensions)
      }
      for row in 0..<count {
        let first = (0..<row).first { other in
          guard leaders[other] == Int32(other) else { return false }
          guard norms[row] > 0, norms[other] > 0 else { return norms[row] == norms[other] }
          let squared = ck_squared_distance_f32(target + row * dimensions, target + other * dimensions, dimensions)
          return Double(squared) / 2 <= distance
        }
        leaders.append(Int32(first ?? row))
      }
    }
  }
  return leaders
}

private func search(
  _ vectors: [Float], _ dimensions: Int, _ distance: Double, threads: Int = 2
) throws -> NearDuplicates.Result {
  try NearDuplicates(distance: distance, threads: threads).search(vectors, dimensions: dimensions)
}

private func leading(_ result: NearDuplicates.Result) -> Int {
  result.leaders.indices.count { Int(result.leaders[$0]) == $0 }
}

/// Vectors that lie in another order than that of their priority, in stretches of odd lengths, and count what is read.
private final class ScatteredVectors: VectorSource {
  struct NotFinite: Error, Equatable { let item: Int }

  private static let stretch = 577
  let values: [Float]
  let dimensions: Int
  let order: [Int32]
  let most = Mutex(0)
  var count: Int { order.count }
  var stretches: Int { (count + Self.stretch - 1) / Self.stretch }

  init(_ values: [Float], dimensions: Int, seed: UInt64) {
    self.values = values
    self.dimensions = dimensions
    var stream = DrawStream(seed: seed)
    order = stream.shuffled((0..<values.count / dimensions).map { Int32($0) })
  }

  func items(ofStretch stretch: Int) -> [Int32] {
    Array(order[stretch * Self.stretch..<min(count, (stretch + 1) * Self.stretch)])
  }

  /// Hands over one half after the other, each backwards.
  func read(_ items: [Int32], _ use: (_ places: [Int], _ values: [Float]) throws -> Void) throws {
    most.withLock { $0 = max($0, items.count) }
    for places in [Array((items.count / 2..<items.count).reversed()), Array((0..<items.count / 2).reversed())] {
      try use(places, places.flatMap { values[Int(items[$0]) * dimensions..<(Int(items[$0]) + 1) * dimensions] })
    }
  }

  func notFinite(_ item: Int) -> any Error { NotFinite(item: item) }
}

struct NearDuplicatesTests {
  /// Leaders fill the memory several times; what lies where makes no difference.
  @Test func littleMemoryAndAnotherOrderOfRowsChangeNothing() throws {
    var vectors = runs(6000, 16, seed: 8)
    for place in [17, 3000, 5999] { for d in 0..<16 { vectors[place * 16 + d] = 0 } }
    for distance in [0.001, 0.02] {
      let expected = try search(vectors, 16, distance)
      #expect(leading(expected) > 1100)
      for seed in 0..<2 {
        let source = ScatteredVectors(vectors, dimensions: 16, seed: UInt64(seed))
        let memory = NearDuplicates.Memory(leaders: 1100 * 64, read: 1500 * 64)
        #expect(try NearDuplicates(distance: distance, threads: 2).search(source, memory: memory) == expected)
        #expect(source.most.withLock { $0 } <= 4096)
      }
    }
  }

  @Test func aSourceNamesWhatIsNoNumber() throws {
    var vectors = runs(6000, 8, seed: 2)
    vectors[4003 * 8 + 3] = .nan
    let source = ScatteredVectors(vectors, dimensions: 8, seed: 1)
    #expect(throws: ScatteredVectors.NotFinite(item: 4003)) {
      try NearDuplicates(distance: 0.02, threads: 2).search(source)
    }
  }

  /// Several blocks, several cells, odd lengths; from no near pair to nearly all.
  @Test(arguments: [(5000, 48), (2500, 7), (700, 100), (130, 1), (1, 5)])
  func findsWhatComparingEverythingFinds(count: Int, dimensions: Int) throws {
    let vectors = runs(count, dimensions, seed: UInt64(count))
    for distance in [0, 0.005, 0.02, 0.08, 0.3] {
      let found = try search(vectors, dimensions, distance)
      #expect(found.leaders == reference(vectors, dimensions, distance: distance), "at \(distance)")
      #expect(found.cutShort == 0)
    }
  }

  @Test func keepsNoTwoThatAreNearAndNothingFarFromItsLeader() throws {
    let vectors = runs(3000, 64, seed: 5)
    let leaders = try NearDuplicates(distance: 0.03, threads: 2).leaders(vectors, dimensions: 64)
    func cosine(_ a: Int, _ b: Int) -> Double {
      var (inner, left, right) = (0.0, 0.0, 0.0)
      for d in 0..<64 {
        let (x, y) = (Double(vectors[a * 64 + d]), Double(vectors[b * 64 + d]))
        inner += x * y
        left += x * x
        right += y * y
      }
      return inner / (left * right).squareRoot()
    }
    let kept = leaders.indices.filter { Int(leaders[$0]) == $0 }
    #expect(kept.count > 100 && kept.count < 2900)
    for (place, leader) in leaders.enumerated() where place != Int(leader) {
      #expect(leader < place && 1 - cosine(place, Int(leader)) < 0.03 + 1e-6)
    }
    for (index, one) in kept.enumerated() {
      for other in kept[(index + 1)...] { #expect(1 - cosine(one, other) > 0.03 - 1e-6) }
    }
  }

  @Test func threadsAndKernelsChangeNothing() throws {
    let vectors = runs(3000, 40, seed: 9)
    let expected = try search(vectors, 40, 0.02, threads: 1)
    #expect(Set(expected.leaders).count < 2900)
    for threads in [2, 4] { #expect(try search(vectors, 40, 0.02, threads: threads) == expected) }
    defer { _ = ck_use_kernel(-1) }
    for kernel in 0..<Int32(CK_KERNEL_COUNT.rawValue) where ck_use_kernel(kernel) != 0 {
      #expect(try search(vectors, 40, 0.02) == expected)
    }
  }

  @Test func equalVectorsJoinTheFirst() throws {
    for distance in [0, 0.02, 1] {
      let vectors = (0..<12_000).map { [Float(0.3), -2, 7, 0.1][$0 % 4] }
      #expect(try search(vectors, 4, distance).leaders == [Int32](repeating: 0, count: 3000))
    }
  }

  @Test func copiesAreFoundAtDistanceNoughtWhateverElseThereIs() throws {
    var vectors = runs(2000, 24, seed: 3)
    for place in stride(from: 1000, to: 2000, by: 3) {
      for d in 0..<24 { vectors[place * 24 + d] = vectors[(place - 999) * 24 + d] * 4 }
    }
    let leaders = try search(vectors, 24, 0).leaders
    for place in leaders.indices {
      let isCopy = place >= 1000 && (place - 1000) % 3 == 0
      // A copy of a copy leads back to the first.
      #expect((leaders[place] == Int32(place)) != isCopy)
    }
  }

  @Test func zerosAreNearZerosOnly() throws {
    let vectors: [Float] = [1, 0, 0, 0, 0, 1, 0, 0, 1, 0]
    #expect(try search(vectors, 2, 0.02).leaders == [0, 1, 2, 1, 0])
    #expect(try search(vectors, 2, 1).leaders == [0, 1, 0, 1, 0])
    #expect(try search([Float](repeating: 0, count: 40), 8, 0.5).leaders == [0, 0, 0, 0, 0])
  }

  @Test func lengthDoesNotMatterHoweverSmallOrLarge() throws {
    let row: [Float] = [0.25, -0.5, 0.75, 0.5]
    let vectors = [Float(1), 1e-38, 1e38, 0x1p100].flatMap { scale in row.map { $0 * scale } }
    #expect(try search(vectors, 4, 1e-9).leaders == [0, 0, 0, 0])
  }

  @Test func rightAnglesAreADistanceOfOne() throws {
    let vectors: [Float] = [1, 0, 0, 1, -1, 0]
    #expect(try search(vectors, 2, 1).leaders == [0, 0, 2])
    #expect(try search(vectors, 2, 0.999).leaders == [0, 1, 2])
  }

  @Test func noVectorsAreNoGroups() throws {
    #expect(try search([], 3, 0.1).leaders.isEmpty)
  }

  @Test func saysWhereItDidNotLookEverywhere() throws {
    let vectors = runs(3000, 24, seed: 4)
    let exact = try search(vectors, 24, 0.05)
    let quick = try NearDuplicates(distance: 0.05, threads: 2, cellsAtMost: 1).search(vectors, dimensions: 24)
    #expect(exact.cutShort == 0 && quick.cutShort > 0)
    // What it does not find leads; what it finds is near.
    let (few, many) = (leading(quick), leading(exact))
    #expect(few >= many && Double(few - many) < 0.05 * Double(3000 - many))
  }

  /// Runs that lie scattered and differ alike in every direction, so that many cells are within reach of each.
  @Test func whereNotAllIsLookedAtNearlyAllIsFound() throws {
    let (count, dimensions) = (20_000, 64)
    var stream = DrawStream(seed: 12)
    let centres = (0..<600).map { _ in (0..<dimensions).map { _ in Float(stream.normal()) } }
    var vectors: [Float] = []
    for _ in 0..<count { vectors += centres[stream.below(600)].map { $0 + 0.3 * Float(stream.normal()) } }
    let exact = try NearDuplicates(distance: 0.083, threads: 2, cellsAtMost: .max).search(
      vectors, dimensions: dimensions)
    let quick = try NearDuplicates(distance: 0.083, threads: 2, cellsAtMost: 32).search(vectors, dimensions: dimensions)
    #expect(exact.cutShort == 0 && quick.cutShort > 1000)
    let joined = exact.leaders.indices.filter { Int(exact.leaders[$0]) != $0 }
    let missed = joined.count { Int(quick.leaders[$0]) == $0 }
    #expect(joined.count > count / 2 && Double(missed) <= 0.001 * Double(joined.count), "\(missed) of \(joined.count)")
  }

  /// The unit of a sketch is then as small as the differences, and the distance asked for is far beyond all sketches.
  @Test(arguments: [1e-4, 1e-6, 1e-7, 0]) func vectorsThatHardlyDifferAreSearchedLikeOthers(spread: Float) throws {
    var stream = DrawStream(seed: 3)
    var vectors: [Float] = []
    for _ in 0..<1500 { vectors += (0..<24).map { Float(1 + $0) + spread * Float(stream.normal()) } }
    for distance in [0, 1e-11, 3e-11, 1e-6, 0.5, 1] {
      let found = try search(vectors, 24, distance)
      #expect(found.leaders == reference(vectors, 24, distance: distance), "at \(distance)")
      #expect(found.cutShort == 0)
    }
  }

  @Test func distancesAreThoseToTheLeaders() throws {
    let vectors = runs(900, 24, seed: 6)
    let found = try search(vectors, 24, 0.05)
    for place in 0..<900 {
      var (inner, left, right) = (0.0, 0.0, 0.0)
      for d in 0..<24 {
        let (x, y) = (Double(vectors[place * 24 + d]), Double(vectors[Int(found.leaders[place]) * 24 + d]))
        inner += x * y
        left += x * x
        right += y * y
      }
      #expect(abs(Double(found.distances[place]) - (1 - inner / (left * right).squareRoot())) < 1e-6)
      #expect(Int(found.leaders[place]) != place || found.distances[place] == 0)
    }
  }

  @Test func refusesWhatIsNoNumber() throws {
    for wrong in [Float.nan, .infinity, -.infinity] {
      var vectors = runs(1500, 8, seed: 2)
      vectors[1200 * 8 + 3] = wrong
      vectors[1300 * 8] = wrong
      #expect(throws: SelectionError.notFinite(.embeddings, row: 1200)) { try search(vectors, 8, 0.02) }
    }
  }

  @Test func refusesWhatDoesNotFit() throws {
    #expect(throws: SelectionError.count(of: .embeddings, expected: 9, found: 10)) {
      try search([Float](repeating: 1, count: 10), 3, 0.02)
    }
    #expect(throws: SelectionError.outside(.dimensions, found: 0, least: 1, greatest: .max)) {
      try search([1], 0, 0.02)
    }
    for distance in [-0.01, 1.01, .infinity] {
      #expect(throws: SelectionError.distance(distance)) { try search([1], 1, distance) }
    }
    #expect(throws: SelectionError.self) { try search([1], 1, .nan) }
  }
}
