import Foundation
import Parallel
import Synchronization
import Testing

@Suite struct MemoryBudgetTests {
  @Test func noMoreIsHeldThanThereIs() throws {
    let budget = MemoryBudget(bytes: 100)
    let held = Atomic<Int>(0)
    let most = Atomic<Int>(0)
    try Parallel.forEach(200, threads: 8) { index in
      let bytes = [10, 30, 50, 0][index % 4]
      budget.holding(bytes) {
        let now = held.wrappingAdd(bytes, ordering: .relaxed).newValue
        most.max(now, ordering: .relaxed)
        usleep(200)
        held.wrappingSubtract(bytes, ordering: .relaxed)
      }
    }
    #expect(most.load(ordering: .relaxed) <= 100)
  }

  @Test func whatFitsTogetherIsHeldTogether() {
    let budget = MemoryBudget(bytes: 100)
    let (entered, met, done) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
    Thread.detachNewThread {
      budget.holding(40) {
        entered.signal()
        met.wait()
      }
      done.signal()
    }
    entered.wait()
    budget.holding(60) { _ = met.signal() }
    done.wait()
  }

  @Test func whatNeedsMoreThanThereIsGoesAlone() throws {
    let budget = MemoryBudget(bytes: 100)
    let inside = Atomic<Int>(0)
    let most = Atomic<Int>(0)
    try Parallel.forEach(20, threads: 4) { _ in
      budget.holding(1_000) {
        most.max(inside.wrappingAdd(1, ordering: .relaxed).newValue, ordering: .relaxed)
        usleep(200)
        inside.wrappingSubtract(1, ordering: .relaxed)
      }
    }
    #expect(most.load(ordering: .relaxed) == 1)
  }

  @Test func aLargePieceIsNotPassedOverBySmallOnes() {
    let budget = MemoryBudget(bytes: 100)
    let order = Mutex<[String]>([])
    let (holding, mayEnd, done) = (
      DispatchSemaphore(value: 0), DispatchSemaphore(value: 0), DispatchSemaphore(value: 0)
    )
    func start(_ name: String, _ bytes: Int, _ body: @escaping @Sendable () -> Void = {}) {
      Thread.detachNewThread {
        budget.holding(bytes) {
          order.withLock { $0.append(name) }
          body()
        }
        done.signal()
      }
    }
    start("first", 60) {
      holding.signal()
      mayEnd.wait()
    }
    holding.wait()
    // It waits for the first; the one after it would fit beside the first.
    start("large", 100)
    usleep(50_000)
    start("small", 10)
    usleep(50_000)
    #expect(order.withLock { $0 } == ["first"])
    mayEnd.signal()
    for _ in 0..<3 { done.wait() }
    #expect(order.withLock { $0 } == ["first", "large", "small"])
  }

  @Test func whatIsThrownGivesBackWhatWasHeld() {
    struct Failure: Error {}
    let budget = MemoryBudget(bytes: 10)
    for _ in 0..<3 {
      #expect(throws: Failure.self) { try budget.holding(10) { throw Failure() } }
    }
    #expect(budget.holding(-5) { budget.capacity } == 10)
  }
}
