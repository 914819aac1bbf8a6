import Storage
import Synchronization

/// A file that counts what is read of it.
final class CountedFile: Sendable {
  private let file: FileReader
  private let count = Atomic<Int>(0)

  init(_ file: FileReader) {
    self.file = file
  }

  /// The file's path.
  var path: String { file.path }
  /// The file's size in bytes.
  var size: Int { file.size }
  /// How many bytes were read so far.
  var bytesRead: Int { count.load(ordering: .relaxed) }

  /// The `count` bytes from `offset` on.
  ///
  /// - Throws: `StorageError`.
  func read(at offset: Int, count: Int) throws -> [UInt8] {
    self.count.wrappingAdd(count, ordering: .relaxed)
    return try file.read(at: offset, count: count)
  }

  /// Fills `buffer` with the bytes from `offset` on.
  ///
  /// - Throws: `StorageError`.
  func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws {
    count.wrappingAdd(buffer.count, ordering: .relaxed)
    try file.read(at: offset, into: buffer)
  }
}
