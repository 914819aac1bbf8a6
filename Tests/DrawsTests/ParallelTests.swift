import Parallel
import Synchronization
import Testing

private struct BlockError: Error, Equatable {
  let block: Int
}

struct ParallelTests {
  @Test(arguments: [-1, 0, 1, 2, 4, 64])
  func everyBlockRunsOnce(threads: Int) throws {
    let counts = Mutex([Int](repeating: 0, count: 100))
    try Parallel.forEach(100, threads: threads) { block in counts.withLock { $0[block] += 1 } }
    #expect(counts.withLock { $0 } == [Int](repeating: 1, count: 100))
  }

  @Test(arguments: [1, 2, 4])
  func mapKeepsBlockOrder(threads: Int) throws {
    let squares = try Parallel.map(1000, threads: threads) { $0 * $0 }
    #expect(squares == (0..<1000).map { $0 * $0 })
  }

  @Test(arguments: [1, 2, 4])
  func noBlocksIsNothing(threads: Int) throws {
    #expect(try Parallel.map(0, threads: threads) { $0 }.isEmpty)
    try Parallel.forEach(-3, threads: threads) { _ in throw BlockError(block: -1) }
  }

  @Test(arguments: [1, 2, 4])
  func throwsTheErrorOfTheLowestBlock(threads: Int) {
    for trial in 0..<50 {
      let first = trial * 7 % 40
      #expect(throws: BlockError(block: first)) {
        try Parallel.forEach(60, threads: threads) { block in
          if block >= first, (block - first) % 3 == 0 { throw BlockError(block: block) }
        }
      }
    }
  }

  @Test(arguments: [1, 2, 4])
  func mapThrowsToo(threads: Int) {
    #expect(throws: BlockError(block: 5)) {
      _ = try Parallel.map(10, threads: threads) { block in
        if block == 5 { throw BlockError(block: block) }
        return block
      }
    }
  }

  @Test func noBlockStartsAfterAnErrorOnOneThread() {
    let seen = Mutex([Int]())
    #expect(throws: BlockError.self) {
      try Parallel.forEach(10, threads: 1) { block in
        seen.withLock { $0.append(block) }
        if block == 3 { throw BlockError(block: block) }
      }
    }
    #expect(seen.withLock { $0 } == [0, 1, 2, 3])
  }
}
