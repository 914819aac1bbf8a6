import Foundation

/// An open file; closed when the last reference goes.
final class Descriptor: Sendable {
  /// The descriptor's number.
  let number: Int32
  /// The path it was opened by, for errors.
  let path: String

  /// Opens a file; a child process does not inherit it.
  ///
  /// In a data directory no link is followed.
  ///
  /// - Throws: `StorageError.missing`, `link`, `system`.
  convenience init(_ path: String, _ flags: Int32, mode: mode_t = 0o644) throws {
    let writing = flags & (O_WRONLY | O_RDWR | O_CREAT) != 0
    try self.init(Place(path, writing: writing), flags, mode: mode)
  }

  /// Opens a file in a folder.
  ///
  /// - Throws: `StorageError.missing`, `link`, `system`.
  init(_ place: Place, _ flags: Int32, mode: mode_t = 0o644) throws {
    let all = flags | O_CLOEXEC | (place.isOwn ? O_NOFOLLOW : 0)
    var number: Int32
    repeat { number = openat(place.number, place.name, all, mode) } while number < 0 && errno == EINTR
    guard number >= 0 else {
      let code = errno
      // Of a link that is to be a folder Linux says that it is none.
      if place.isOwn, code == ELOOP || code == ENOTDIR, (try? place.status())?.kind == .link {
        throw StorageError.link(path: place.path)
      }
      throw StorageError.of(code, "open", place.path)
    }
    self.number = number
    path = place.path
  }

  /// Takes over a descriptor.
  init(number: Int32, path: String) {
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
