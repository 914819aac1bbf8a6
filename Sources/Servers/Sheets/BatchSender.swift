/// Cuts tasks into requests, by count and by bytes, and halves what the server finds too large.
struct BatchSender {
  /// Tasks of a request.
  var tasks: Int
  /// Bytes of a request; one task may have more.
  var bytes: Int

  /// Sends tasks in their order.
  ///
  /// - Parameters:
  ///   - queue: The tasks.
  ///   - item: The JSON of a task; asked once for each, shortly before it is sent.
  ///   - deliver: Sends the items of a request.
  /// - Throws: `ServerError.taskTooLarge` if the server takes not even one; what the closures throw.
  func send(
    _ queue: [SheetTask], item: (SheetTask) async throws -> [UInt8],
    deliver: (_ items: [[UInt8]], _ sent: Int) async throws -> Void
  ) async throws {
    var most = max(1, tasks)
    var first = 0
    var items: [[UInt8]] = []
    while first < queue.count {
      var size = 0
      var count = 0
      while count < most, first + count < queue.count {
        if count == items.count { items.append(try await item(queue[first + count])) }
        guard count == 0 || size + items[count].count <= bytes else { break }
        size += items[count].count
        count += 1
      }
      do {
        try await deliver(Array(items[..<count]), first + count)
        items.removeFirst(count)
        first += count
      } catch ServerError.requestTooLarge(let call, let bytes) {
        guard count > 1 else { throw ServerError.taskTooLarge(call, task: queue[first].id, bytes: bytes) }
        most = count / 2
      }
    }
  }
}
