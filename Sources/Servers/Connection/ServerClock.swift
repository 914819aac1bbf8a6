import Texts

/// Time as a connection sees it; tests give one in which waiting takes none.
package struct ServerClock: Sendable {
  /// Waits some seconds.
  package let sleep: @Sendable (Double) async throws -> Void
  /// Microseconds since 1970.
  package let now: @Sendable () -> Int64

  /// Makes a clock.
  package init(sleep: @escaping @Sendable (Double) async throws -> Void, now: @escaping @Sendable () -> Int64) {
    self.sleep = sleep
    self.now = now
  }

  /// This machine's.
  package static let real = ServerClock(
    sleep: { try await Task.sleep(for: .milliseconds(Int64(($0 * 1000).rounded(.up)))) }, now: Timestamp.now)
}
