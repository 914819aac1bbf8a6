import Foundation

/// How much memory the work of several threads may take together.
///
/// Who needs some says how much and waits for its turn: in the order of asking, so that a large piece of work is not
/// passed over for ever. Work that needs more than there is goes alone. Results do not depend on it.
package final class MemoryBudget: @unchecked Sendable {
  /// How many bytes there are.
  package let capacity: Int

  private let condition = NSCondition()
  private var used = 0
  private var nextAsked = 0
  private var nextServed = 0

  /// Makes a budget of so many bytes.
  package init(bytes: Int) {
    capacity = max(0, bytes)
  }

  /// Calls `body` as soon as `bytes` are free, which it holds until it returns.
  ///
  /// It must not be called from within `body`: that could wait for ever.
  ///
  /// - Throws: What `body` throws.
  package func holding<Result>(_ bytes: Int, _ body: () throws -> Result) rethrows -> Result {
    // What needs more than there is takes all.
    let bytes = min(max(0, bytes), capacity)
    take(bytes)
    defer { give(bytes) }
    return try body()
  }

  private func take(_ bytes: Int) {
    condition.lock()
    defer { condition.unlock() }
    let turn = nextAsked
    nextAsked += 1
    while turn != nextServed || bytes > capacity - used { condition.wait() }
    used += bytes
    nextServed += 1
    condition.broadcast()
  }

  private func give(_ bytes: Int) {
    condition.lock()
    used -= bytes
    condition.broadcast()
    condition.unlock()
  }
}
