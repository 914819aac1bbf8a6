import Foundation

/// An open file; closed when the last reference goes.
final class Descriptor: Sendable {
  /// The descriptor's number.
  let number: Int32
  /// The path it was opened by, for errors.
  let path: String

  /// Opens a file; a child process does not inherit it.
  ///
  /// - Throws: `StorageError.missing`, `StorageError.system`.
  init(_ path: String, _ flags: Int32, mode: mode_t = 0o644) throws {
    var number: Int32
    repeat { number = open(path, flags | O_CLOEXEC, mode) } while number < 0 && errno == EINTR
    guard number >= 0 else { throw StorageError.last("open", path) }
    self.number = number
    self.path = path
  }

  deinit { close(number) }

  /// What the file system says of the file.
  ///
  /// - Throws: `StorageError.system`.
  func status() throws -> FileStatus {
    var raw = stat()
    guard fstat(number, &raw) == 0 else { throw StorageError.last("fstat", path) }
    return FileStatus(raw)
  }

  /// Brings the file to the disk.
  ///
  /// A failed call is never repeated: the kernel forgets what it could not write.
  ///
  /// - Throws: `StorageError.system`.
  func sync() throws {
    guard fsync(number) == 0 else { throw StorageError.last("fsync", path) }
  }
}
