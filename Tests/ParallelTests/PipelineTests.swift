import Foundation
import Parallel
import Synchronization
import Testing

@Suite struct PipelineTests {
  private struct Failure: Error, Equatable {
    let item: Int
  }

  @Test(arguments: [1, 2, 4, 9], [1, 2, 5, 100])
  func itemsAreUsedInOrder(threads: Int, window: Int) throws {
    for count in [0, 1, 2, 57] {
      var used: [Int] = []
      try Parallel.pipeline(count, threads: threads, window: window) { index in
        // Later items are made faster.
        if index % 7 == 0 { usleep(200) }
        return index * 2
      } consume: { index, item in
        #expect(item == index * 2)
        used.append(index)
      }
      #expect(used == Array(0..<count))
    }
  }

  @Test func noMoreItemsAreMadeThanTheWindowHolds() throws {
    let held = Atomic<Int>(0)
    let most = Atomic<Int>(0)
    try Parallel.pipeline(60, threads: 4, window: 3) { index in
      most.max(held.wrappingAdd(1, ordering: .relaxed).newValue, ordering: .relaxed)
      return index
    } consume: { index, _ in
      if index % 5 == 0 { usleep(300) }
      held.wrappingSubtract(1, ordering: .relaxed)
    }
    // The item in use is one of those that are not used yet.
    #expect(most.load(ordering: .relaxed) <= 3)
  }

  @Test(arguments: [1, 2, 4])
  func theErrorOfTheLowestItemIsThrown(threads: Int) {
    var used: [Int] = []
    #expect(throws: Failure(item: 5)) {
      try Parallel.pipeline(50, threads: threads, window: 8) { index in
        if index == 5 { usleep(500) }
        if index >= 5, index % 2 == 1 { throw Failure(item: index) }
        return index
      } consume: { index, _ in
        used.append(index)
      }
    }
    #expect(used == Array(0..<5))
  }

  @Test(arguments: [1, 2, 4])
  func nothingIsUsedAfterAnErrorInUse(threads: Int) {
    let running = Atomic<Int>(0)
    var used: [Int] = []
    #expect(throws: Failure(item: 7)) {
      try Parallel.pipeline(50, threads: threads, window: 8) { index in
        running.wrappingAdd(1, ordering: .relaxed)
        usleep(50)
        running.wrappingSubtract(1, ordering: .relaxed)
        return index
      } consume: { index, _ in
        used.append(index)
        if index == 7 { throw Failure(item: index) }
      }
    }
    #expect(running.load(ordering: .relaxed) == 0)
    #expect(used == Array(0...7))
  }
}
