import CKernels
import Draws
import Selection
import Testing

private let draw = Draw(randomSeed: 3, iteration: 1, stage: "cluster")

private func keys(_ count: Int) -> [UInt64] {
  (0..<count).map { draw.key("image-\($0).png") }
}

/// Points on a grid: distances are exact in floats, and many are equal.
private func grid(_ count: Int, _ dimensions: Int, width: Int, seed: UInt64) -> [Float] {
  var stream = DrawStream(seed: seed)
  return (0..<count * dimensions).map { _ in Float(stream.below(width)) }
}

/// Compares every candidate with every labelled point and with every pick.
private func reference(
  _ candidates: [Float], _ labelled: [Float], _ dimensions: Int, keys: [UInt64], batch: Int
) -> KCenterGreedy.Result {
  func squared(_ values: [Float], _ a: Int, _ b: Int) -> Float {
    var sum: Float = 0
    for d in 0..<dimensions {
      let difference = candidates[a * dimensions + d] - values[b * dimensions + d]
      sum += difference * difference
    }
    return sum
  }
  var distances = keys.indices.map { point in
    (0..<labelled.count / dimensions).map { squared(labelled, point, $0) }.min() ?? .infinity
  }
  var result = KCenterGreedy.Result(picks: [], distances: [])
  var left = keys.indices.sorted { keys[$0] < keys[$1] }
  while result.picks.count < batch, let farthest = left.map({ distances[$0] }).max() {
    guard let at = left.firstIndex(where: { distances[$0] == farthest }) else { break }
    let pick = left.remove(at: at)
    result.picks.append(pick)
    result.distances.append(farthest)
    for point in left { distances[point] = min(distances[point], squared(candidates, point, pick)) }
  }
  return result
}

private func select(
  _ candidates: [Float], _ labelled: [Float], _ dimensions: Int, keys: [UInt64], batch: Int, threads: Int = 2
) throws -> KCenterGreedy.Result {
  try KCenterGreedy.select(
    candidates: candidates, labelled: labelled, dimensions: dimensions, keys: keys, batch: batch, draw: draw,
    threads: threads)
}

struct KCenterGreedyTests {
  /// Few labelled points are compared at once, more than 512 by way of cells.
  @Test(arguments: [0, 1, 40, 700])
  func picksWhatComparingEverythingPicks(labelled: Int) throws {
    for (count, dimensions, width, batch) in [(1, 1, 2, 1), (60, 2, 12, 60), (300, 3, 9, 80), (200, 20, 3, 50)] {
      let candidates = grid(count, dimensions, width: width, seed: UInt64(count))
      let known = grid(labelled, dimensions, width: width, seed: 77)
      let expected = reference(candidates, known, dimensions, keys: keys(count), batch: batch)
      let found = try select(candidates, known, dimensions, keys: keys(count), batch: batch)
      #expect(found == expected, "\(count)×\(dimensions), \(labelled) labelled")
    }
  }

  @Test func theFirstPicksOfALargerBatchAreThoseOfASmaller() throws {
    let candidates = grid(400, 4, width: 50, seed: 2)
    let known = grid(30, 4, width: 50, seed: 3)
    let many = try select(candidates, known, 4, keys: keys(400), batch: 120)
    let few = try select(candidates, known, 4, keys: keys(400), batch: 30)
    #expect(Array(many.picks.prefix(30)) == few.picks)
    #expect(many.distances == many.distances.sorted(by: >))
  }

  @Test func neitherThreadsNorTheOrderOfRowsMatter() throws {
    // Some candidates are equal to each other, and some to labelled points.
    var candidates = grid(500, 6, width: 4, seed: 5)
    candidates += candidates.prefix(100 * 6)
    let known = grid(600, 6, width: 4, seed: 6) + candidates.prefix(20 * 6)
    let all = keys(600)
    let expected = try select(candidates, known, 6, keys: all, batch: 200, threads: 1)
    for threads in [2, 4] {
      #expect(try select(candidates, known, 6, keys: all, batch: 200, threads: threads) == expected)
    }
    var stream = DrawStream(seed: 8)
    for _ in 0..<3 {
      let shuffle = stream.shuffled(Array(0..<600))
      let again = try select(
        shuffle.flatMap { candidates[$0 * 6..<($0 + 1) * 6] }, known, 6, keys: shuffle.map { all[$0] }, batch: 200)
      #expect(again.picks.map { shuffle[$0] } == expected.picks)
      #expect(again.distances == expected.distances)
    }
  }

  @Test func whereAllIsCoveredTheSmallestKeysFillTheBatch() throws {
    let candidates = [Float](repeating: 2, count: 30)
    let all = keys(10)
    let found = try select(candidates, [2, 2, 2], 3, keys: all, batch: 4)
    #expect(found.picks == Array((0..<10).sorted { all[$0] < all[$1] }.prefix(4)))
    #expect(found.distances == [0, 0, 0, 0])
    #expect(try select(candidates, [], 3, keys: all, batch: 2).distances == [.infinity, 0])
  }

  @Test func nothingWantedIsNothing() throws {
    #expect(try select([1, 2], [], 1, keys: keys(2), batch: 0).picks.isEmpty)
    #expect(try select([], [1], 1, keys: [], batch: 0).picks.isEmpty)
  }

  @Test func refusesWhatDoesNotFit() {
    #expect(throws: SelectionError.outside(.dimensions, found: 0, least: 1, greatest: .max)) {
      try select([], [], 0, keys: [], batch: 0)
    }
    #expect(throws: SelectionError.count(of: .embeddings, expected: 4, found: 3)) {
      try select([1, 2, 3], [], 2, keys: keys(2), batch: 1)
    }
    #expect(throws: SelectionError.count(of: .labelled, expected: 2, found: 3)) {
      try select([1, 2], [1, 2, 3], 2, keys: keys(1), batch: 1)
    }
    for batch in [-1, 3] {
      #expect(throws: SelectionError.outside(.batch, found: batch, least: 0, greatest: 2)) {
        try select([1, 2], [], 1, keys: keys(2), batch: batch)
      }
    }
    #expect(throws: SelectionError.notFinite(.embeddings, row: 1)) {
      try select([1, .nan], [], 1, keys: keys(2), batch: 1)
    }
    #expect(throws: SelectionError.notFinite(.labelled, row: 2)) {
      try select([1, 2], [0, 0, .infinity], 1, keys: keys(2), batch: 1)
    }
  }
}

extension VectorKernelTests {
  @Test func coreSetsAreTheSameOnEveryPath() throws {
    var stream = DrawStream(seed: 4)
    let candidates = (0..<300 * 37).map { _ in Float(stream.normal()) }
    let labelled = (0..<600 * 37).map { _ in Float(stream.normal()) }
    defer { _ = ck_use_kernel(-1) }
    var first: KCenterGreedy.Result?
    for kernel in 0..<Int32(CK_KERNEL_COUNT.rawValue) where ck_use_kernel(kernel) != 0 {
      let result = try select(candidates, labelled, 37, keys: keys(300), batch: 60)
      if let first { #expect(result == first) }
      first = first ?? result
    }
  }

  @Test func aKernelThatCannotRunIsRefused() throws {
    try KernelChoice.check(nil)
    try KernelChoice.check("")
    try KernelChoice.check("plain")
    #expect(throws: KernelError.unknown("abacus", names: KernelChoice.names)) { try KernelChoice.check("abacus") }
    #expect(throws: KernelError.unknown("AVX2", names: KernelChoice.names)) { try KernelChoice.check("AVX2") }
    for kernel in 0..<Int32(CK_KERNEL_COUNT.rawValue) {
      let name = try #require(ck_kernel_name(kernel).map { String(cString: $0) })
      #expect(KernelChoice.names.contains(name))
      if ck_kernel_available(kernel) != 0 {
        try KernelChoice.check(name)
      } else {
        #expect(throws: KernelError.unavailable(name)) { try KernelChoice.check(name) }
      }
    }
    #expect((ck_kernel_can_run("avx512vnni") != 0) == (ck_patch_has_path("avx512vnni") != 0))
  }
}
