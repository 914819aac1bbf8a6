import Dispatch
import Synchronization

/// Runs independent blocks of work on up to a given number of threads.
///
/// The blocks are numbered and each writes only what is its own, so a result never depends on the number of
/// threads: what is summed over blocks is summed afterwards, in block order.
package enum Parallel {
  /// Calls `body(0)` … `body(blocks - 1)`, each once, on up to `threads` threads, and returns when all are done.
  ///
  /// - Throws: The error of the lowest-numbered block that threw; later blocks may not have been started.
  package static func forEach(
    _ blocks: Int, threads: Int, _ body: @escaping @Sendable (Int) throws -> Void
  ) throws {
    let workers = min(max(1, threads), blocks)
    guard workers > 1 else {
      for block in 0..<max(0, blocks) { try body(block) }
      return
    }
    let next = Atomic<Int>(0)
    let failure = Mutex<(block: Int, error: any Error)?>(nil)
    DispatchQueue.concurrentPerform(iterations: workers) { _ in
      while true {
        let block = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard block < blocks else { return }
        do {
          try body(block)
        } catch {
          failure.withLock { first in
            if let known = first, known.block < block { return }
            first = (block, error)
          }
          next.store(blocks, ordering: .relaxed)
        }
      }
    }
    if let failure = failure.withLock({ $0 }) { throw failure.error }
  }

  /// The results of `body(0)` … `body(blocks - 1)` in block order, computed on up to `threads` threads.
  ///
  /// - Throws: The error of the lowest-numbered block that threw.
  package static func map<Result: Sendable>(
    _ blocks: Int, threads: Int, _ body: @escaping @Sendable (Int) throws -> Result
  ) throws -> [Result] {
    let results = Mutex([Result?](repeating: nil, count: max(0, blocks)))
    try forEach(blocks, threads: threads) { block in
      let result = try body(block)
      results.withLock { $0[block] = result }
    }
    return results.withLock { $0.compactMap(\.self) }
  }
}
