import Dispatch
import Foundation

extension Parallel {
  /// Makes items on several threads and uses them one at a time, in order.
  ///
  /// Each thread does what there is to do: it uses the next item if that is made and no other thread is using one,
  /// otherwise it makes another. So one thread is enough, and a thread that uses an item holds nobody up.
  ///
  /// - Parameters:
  ///   - count: How many items there are.
  ///   - threads: On how many threads to work.
  ///   - window: How many items may be made, or in the making, that are not used yet; 1 at least.
  ///   - produce: Makes an item; called once for each number, by several threads at once.
  ///   - consume: Uses an item; called for one after the other, never by two threads at once, on any of the threads.
  /// - Throws: The error of the lowest item that could not be made or used; no later one is used then. Nothing runs on
  ///   when this returns.
  package static func pipeline<Item: Sendable>(
    _ count: Int, threads: Int, window: Int, produce: @Sendable (Int) throws -> Item,
    consume: (Int, Item) throws -> Void
  ) throws {
    let workers = min(max(1, threads), max(1, window), count)
    guard workers > 1 else {
      for index in 0..<max(0, count) { try consume(index, produce(index)) }
      return
    }
    let state = PipelineState<Item>(count: count, window: max(1, window))
    try withoutActuallyEscaping(produce) { produce in
      try withoutActuallyEscaping(consume) { consume in
        // One thread at a time calls it, and the lock is between two calls.
        nonisolated(unsafe) let consume = consume
        DispatchQueue.concurrentPerform(iterations: workers) { _ in
          while let work = state.next() {
            switch work {
            case .produce(let index): state.made(index, Swift.Result { try produce(index) })
            case .consume(let index, let item): state.used(Swift.Result { try consume(index, item) })
            }
          }
        }
        if let failure = state.failure { throw failure }
      }
    }
  }
}

/// Which items of a pipeline are made and used.
private final class PipelineState<Item: Sendable>: @unchecked Sendable {
  enum Work {
    case produce(Int)
    case consume(Int, Item)
  }

  private let lock = NSCondition()
  private let count: Int
  private let window: Int
  private var made: [Int: Swift.Result<Item, any Error>] = [:]
  private var nextMade = 0
  private var nextUsed = 0
  private var isUsing = false
  private var firstFailure: (any Error)?

  init(count: Int, window: Int) {
    self.count = count
    self.window = window
  }

  /// The error that ended the pipeline; to be asked for when all threads are done.
  var failure: (any Error)? { firstFailure }

  /// What a thread is to do next, nil if there will be nothing more.
  func next() -> Work? {
    lock.lock()
    defer { lock.unlock() }
    while firstFailure == nil, nextUsed < count {
      if !isUsing, let result = made.removeValue(forKey: nextUsed) {
        switch result {
        case .success(let item):
          isUsing = true
          return .consume(nextUsed, item)
        case .failure(let error):
          // All before it are used: it is the lowest.
          firstFailure = error
          lock.broadcast()
          return nil
        }
      }
      if nextMade < count, nextMade - nextUsed < window {
        nextMade += 1
        return .produce(nextMade - 1)
      }
      lock.wait()
    }
    return nil
  }

  func made(_ index: Int, _ result: Swift.Result<Item, any Error>) {
    lock.lock()
    made[index] = result
    // Nothing after an item that cannot be made will be used.
    if case .failure = result { nextMade = count }
    lock.broadcast()
    lock.unlock()
  }

  func used(_ result: Swift.Result<Void, any Error>) {
    lock.lock()
    isUsing = false
    nextUsed += 1
    if case .failure(let error) = result, firstFailure == nil { firstFailure = error }
    lock.broadcast()
    lock.unlock()
  }
}
