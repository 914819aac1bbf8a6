import CPlatform
import Foundation

/// Writes one file that appears under its name only when it is complete.
///
/// The bytes go to `.NAME.tmp` beside it, which is fsynced and renamed by `finish`. The temporary name is always the
/// same, so that what a killed process left is taken over by the next one and no litter gathers; a lock on it keeps two
/// living processes apart.
package final class FileWriter {
  /// The name that the file will have.
  package let path: String
  /// How many bytes were written so far.
  package private(set) var bytesWritten = 0
  private let place: Place
  private let temporary: Place
  private let durable: Bool
  private var descriptor: Descriptor?
  private var digest = DigestBuilder()

  /// Begins a file.
  ///
  /// - Parameters:
  ///   - path: The name it will have; what is there by then is replaced.
  ///   - durable: Whether `finish` waits for the disk; false where `Files.publish` will do so for the whole folder.
  /// - Throws: `StorageError.missing` if the folder is not there, `locked` if another process is writing the same file,
  ///   `link` if one is in the way, `system`.
  package init(creating path: String, durable: Bool = true) throws {
    self.path = path
    self.durable = durable
    place = try Place(path, writing: true)
    temporary = place.beside(Self.temporaryPath(path))
    try place.refuseLink()
    while descriptor == nil {
      let opened = try Descriptor(temporary, O_RDWR | O_CREAT | O_NOFOLLOW)
      let code = winnow_flock(opened.number)
      if code == EWOULDBLOCK { throw StorageError.locked(path: path, holder: "") }
      guard code == 0 else { throw StorageError.of(code, "flock", temporary.path) }
      // Whoever held the lock before may have renamed or removed the file meanwhile.
      let status = try opened.status()
      guard let now = try? temporary.status(), now.inode == status.inode, now.device == status.device else {
        continue
      }
      // What has a second name elsewhere is not ours to empty.
      if status.kind == .regular, status.names > 1 {
        try Files.unlink(temporary)
        continue
      }
      guard ftruncate(opened.number, 0) == 0 else { throw StorageError.last("ftruncate", temporary.path) }
      descriptor = opened
    }
  }

  deinit { abandon() }

  /// Adds bytes.
  ///
  /// - Throws: `StorageError.system`; the file is to be abandoned then.
  package func write(_ bytes: UnsafeRawBufferPointer) throws {
    guard let descriptor else { throw StorageError.system(operation: "write", path: path, errno: EBADF) }
    try descriptor.write(bytes)
    digest.update(bytes)
    bytesWritten += bytes.count
  }

  /// Adds bytes.
  ///
  /// - Throws: `StorageError.system`; the file is to be abandoned then.
  package func write(_ bytes: [UInt8]) throws {
    try bytes.withUnsafeBytes { try write($0) }
  }

  /// Brings the file to the disk and gives it its name.
  ///
  /// - Returns: The SHA-256 of all bytes, and their number.
  /// - Throws: `StorageError.system`; nothing has changed under the file's name then.
  package func finish() throws -> (digest: Digest, size: Int) {
    guard let descriptor else { throw StorageError.system(operation: "finish", path: path, errno: EBADF) }
    if durable { try descriptor.sync() }
    try Files.rename(temporary, as: place)
    self.descriptor = nil
    if durable { try Files.fsyncDirectory(Files.parent(of: path)) }
    return (digest.finalize(), bytesWritten)
  }

  /// Gives up: nothing stays of what was written.
  ///
  /// Does nothing after `finish`.
  package func abandon() {
    guard descriptor != nil else { return }
    try? Files.unlink(temporary)
    descriptor = nil
  }

  /// `.NAME.tmp` beside `path`, shortened to what a file system takes.
  private static func temporaryPath(_ path: String) -> String {
    let bytes = Array(path.utf8)
    let start = (bytes.lastIndex(of: UInt8(ascii: "/")) ?? -1) + 1
    let folder = String(decoding: bytes[..<start], as: UTF8.self)
    let name = bytes[start...]
    guard name.count > 250 else { return folder + "." + String(decoding: name, as: UTF8.self) + ".tmp" }
    return folder + "." + Digest(of: Array(name)).hex + ".tmp"
  }
}
