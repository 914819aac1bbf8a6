import Foundation

/// Reads parts of a file, from any thread.
package final class FileReader: Sendable {
  /// The file's path, for errors.
  package let path: String
  /// The file's size in bytes when it was opened.
  package let size: Int
  private let descriptor: Descriptor

  /// Opens a regular file.
  ///
  /// - Throws: `StorageError.missing`, `StorageError.notAFile`, `StorageError.system`.
  package init(_ path: String) throws {
    // Without waiting: opening a pipe that nobody writes would never return.
    descriptor = try Descriptor(path, O_RDONLY | O_NONBLOCK)
    let status = try descriptor.status()
    guard status.kind == .regular else { throw StorageError.notAFile(path: path) }
    self.path = path
    size = status.size
  }

  /// The `count` bytes from `offset` on.
  ///
  /// - Throws: `StorageError.truncated` if the file ends before, without allocating anything; `StorageError.system`.
  package func read(at offset: Int, count: Int) throws -> [UInt8] {
    try check(offset, count)
    return try [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      try fill(
        at: offset,
        into: UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[..<count]))
      initialized = count
    }
  }

  /// Fills `buffer` with the bytes from `offset` on.
  ///
  /// - Throws: `StorageError.truncated` if the file ends before, `StorageError.system`.
  package func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws {
    try check(offset, buffer.count)
    try fill(at: offset, into: buffer)
  }

  private func check(_ offset: Int, _ count: Int) throws {
    guard offset >= 0, count >= 0, offset <= size, count <= size - offset else {
      throw StorageError.truncated(path: path, offset: offset, count: count, size: size)
    }
  }

  private func fill(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws {
    guard try descriptor.read(at: offset, into: buffer) == buffer.count else {
      throw StorageError.truncated(path: path, offset: offset, count: buffer.count, size: size)
    }
  }
}
