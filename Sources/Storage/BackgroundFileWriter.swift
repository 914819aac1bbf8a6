import Dispatch
import Synchronization

/// Writes a file on a thread of its own, so that hashing and writing go on while the next bytes are made.
///
/// It is used from one thread. What waits to be written is bounded: `write` waits while more than `limit` calls are
/// outstanding. The file appears under its name, or does not, as with `FileWriter`.
package final class BackgroundFileWriter {
  /// The name that the file will have.
  package let path: String
  /// How many bytes were handed over so far.
  package private(set) var bytesWritten = 0

  private let core: Core
  private let queue = DispatchQueue(label: "winnow.file-writer")
  private let limit: Int
  private var outstanding: [DispatchWorkItem] = []

  /// What the other thread works on.
  private final class Core: Sendable {
    let writer: Mutex<FileWriter>
    let failure = Mutex<(any Error)?>(nil)

    init(_ path: String) throws {
      writer = Mutex(try FileWriter(creating: path))
    }

    func write(_ parts: [[UInt8]]) {
      guard failure.withLock({ $0 == nil }) else { return }
      do {
        try writer.withLock { writer in
          for part in parts { try writer.write(part) }
        }
      } catch {
        failure.withLock { $0 = error }
      }
    }
  }

  /// Begins a file.
  ///
  /// - Parameters:
  ///   - path: The name it will have; what is there by then is replaced.
  ///   - limit: How many calls of `write` may be outstanding.
  /// - Throws: What `FileWriter` throws.
  package init(creating path: String, limit: Int = 2) throws {
    self.path = path
    self.limit = max(1, limit)
    core = try Core(path)
  }

  /// Hands bytes over, one part behind the other.
  ///
  /// - Throws: `StorageError.system`, of these bytes or of earlier ones; the file is to be abandoned then.
  package func write(_ parts: [[UInt8]]) throws {
    while outstanding.count >= limit { outstanding.removeFirst().wait() }
    try check()
    let core = core
    let item = DispatchWorkItem { core.write(parts) }
    outstanding.append(item)
    queue.async(execute: item)
    bytesWritten += parts.reduce(0) { $0 + $1.count }
  }

  /// Waits for all bytes, brings the file to the disk and gives it its name.
  ///
  /// - Returns: The SHA-256 of all bytes, and their number.
  /// - Throws: `StorageError.system`; nothing has changed under the file's name then.
  package func finish() throws -> (digest: Digest, size: Int) {
    wait()
    try check()
    return try core.writer.withLock { try $0.finish() }
  }

  /// Gives up: nothing stays of what was written.
  ///
  /// Does nothing after `finish`.
  package func abandon() {
    wait()
    core.writer.withLock { $0.abandon() }
  }

  private func wait() {
    for item in outstanding { item.wait() }
    outstanding.removeAll()
  }

  private func check() throws {
    if let failure = core.failure.withLock({ $0 }) { throw failure }
  }
}
