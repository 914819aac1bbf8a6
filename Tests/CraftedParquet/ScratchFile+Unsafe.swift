import Foundation

/// A file without a name in memory whose content is replaced again and again; Linux only.
package final class ScratchFile: Sendable {
  private let descriptor: Int32
  /// A path that leads to it from this process.
  package let path: String

  /// Makes an empty file.
  ///
  /// - Throws: `CocoaError` if the system has no room for one.
  package init() throws {
    let folder = access("/dev/shm", W_OK) == 0 ? "/dev/shm/" : NSTemporaryDirectory()
    let name = folder + "winnow-scratch-\(UUID().uuidString)"
    descriptor = open(name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw CocoaError(.fileWriteUnknown) }
    unlink(name)
    path = "/proc/self/fd/\(descriptor)"
  }

  deinit { close(descriptor) }

  /// Replaces the content.
  ///
  /// - Throws: `CocoaError` if not all of it could be written.
  package func replace(with bytes: [UInt8]) throws {
    guard ftruncate(descriptor, 0) == 0, pwrite(descriptor, bytes, bytes.count, 0) == bytes.count else {
      throw CocoaError(.fileWriteUnknown)
    }
  }

  /// Replaces one byte.
  package func set(_ byte: UInt8, at offset: Int) {
    _ = withUnsafeBytes(of: byte) { pwrite(descriptor, $0.baseAddress, 1, off_t(offset)) }
  }
}
