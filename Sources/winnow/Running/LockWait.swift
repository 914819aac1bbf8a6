import Storage

extension DataDirectory {
  /// Takes the directory for this process, waiting for another to let go of it.
  ///
  /// - Parameter seconds: How long at most; 0: not at all.
  /// - Returns: The lock.
  /// - Throws: `StorageError.locked` if another still has it then; what `lock` throws.
  func lock(waiting seconds: Double) async throws -> DirectoryLock {
    let end = ContinuousClock.now + .seconds(seconds)
    var isTold = false
    while true {
      do {
        return try lock()
      } catch StorageError.locked(_, let holder) where ContinuousClock.now < end {
        if !isTold { Console.note("waiting for \(holder.printable)") }
        isTold = true
        try await Task.sleep(for: .milliseconds(200))
      }
    }
  }
}
