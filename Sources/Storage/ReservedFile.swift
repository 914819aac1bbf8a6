import Foundation

/// A small file whose room on the disk is taken beforehand, so that its text can be written when the disk is full.
///
/// It is for what one living process passes to another: it is not brought to the disk and lasts no longer than they do.
package final class ReservedFile {
  private let descriptor: Descriptor
  private let size: Int

  /// Makes a file of spaces.
  ///
  /// - Parameters:
  ///   - path: Its name; nothing may be there.
  ///   - size: How many bytes are reserved.
  /// - Throws: `StorageError.system`.
  package init(creating path: String, size: Int = 4096) throws {
    self.size = size
    descriptor = try Descriptor(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW)
    let spaces = Array(repeating: UInt8(ascii: " "), count: size)
    try spaces.withUnsafeBytes { try descriptor.write($0) }
    guard lseek(descriptor.number, 0, SEEK_SET) == 0 else { throw StorageError.last("lseek", path) }
  }

  /// Writes the text over the spaces; what is longer than was reserved is cut off.
  ///
  /// - Throws: `StorageError.system`.
  package func write(_ bytes: [UInt8]) throws {
    try bytes.prefix(size).withUnsafeBytes { try descriptor.write($0) }
  }
}
