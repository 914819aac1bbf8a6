import Foundation

extension Descriptor {
  /// Writes all of `bytes` at the current position.
  ///
  /// - Throws: `StorageError.system`.
  func write(_ bytes: UnsafeRawBufferPointer) throws {
    var rest = bytes
    while !rest.isEmpty, let base = rest.baseAddress {
      let count = Foundation.write(number, base, min(rest.count, 1 << 30))
      if count < 0 {
        if errno == EINTR { continue }
        throw StorageError.last("write", path)
      }
      rest = UnsafeRawBufferPointer(rebasing: rest[count...])
    }
  }

  /// Reads into `buffer` until it is full or the file ends.
  ///
  /// - Returns: The number of bytes read.
  /// - Throws: `StorageError.system`.
  func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    var done = 0
    while done < buffer.count, let base = buffer.baseAddress {
      let count = pread(number, base + done, min(buffer.count - done, 1 << 30), off_t(offset + done))
      if count < 0 {
        if errno == EINTR { continue }
        throw StorageError.last("pread", path)
      }
      if count == 0 { break }
      done += count
    }
    return done
  }
}
