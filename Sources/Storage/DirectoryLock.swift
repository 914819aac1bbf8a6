import CPlatform
import Foundation

/// The lock of a data directory.
///
/// The kernel holds it, so there is none that outlives its process.
package final class DirectoryLock: Sendable {
  private let descriptor: Descriptor

  /// Takes the lock and writes this process's number and command into it.
  ///
  /// Into a file that has a second name elsewhere nothing is written.
  ///
  /// - Throws: `StorageError.locked` at once if it is held, `link`, `notAFile`, `system`.
  init(_ path: String) throws {
    descriptor = try Descriptor(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK)
    let status = try descriptor.status()
    guard status.kind == .regular else { throw StorageError.notAFile(path: path) }
    let code = winnow_flock(descriptor.number)
    if code == EWOULDBLOCK {
      let known = (try? Files.read(path, limit: 1 << 16)) ?? []
      let holder = String(decoding: known, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
      throw StorageError.locked(path: path, holder: holder)
    }
    guard code == 0 else { throw StorageError.of(code, "flock", path) }
    guard status.names == 1 else { return }
    guard ftruncate(descriptor.number, 0) == 0 else { throw StorageError.last("ftruncate", path) }
    let command = CommandLine.arguments.joined(separator: " ").prefix(4096)
    try Array("pid \(getpid()): \(command)\n".utf8).withUnsafeBytes { try descriptor.write($0) }
  }
}
