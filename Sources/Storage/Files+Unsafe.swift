import Foundation

/// Files and folders by path.
package enum Files {
  /// The whole content of a file.
  ///
  /// - Parameters:
  ///   - path: A regular file.
  ///   - limit: How many bytes may be read.
  /// - Returns: Its bytes.
  /// - Throws: `StorageError.missing`, `notAFile`, `tooLarge`, `system`.
  package static func read(_ path: String, limit: Int = 1 << 30) throws -> [UInt8] {
    let reader = try FileReader(path)
    guard reader.size <= limit else {
      throw StorageError.tooLarge(path: path, size: reader.size, limit: limit)
    }
    return try reader.read(at: 0, count: reader.size)
  }

  /// Writes a file that appears under its name only when it is complete and on the disk.
  ///
  /// - Throws: `StorageError`; what was there before is unchanged then.
  package static func writeAtomically(_ bytes: [UInt8], to path: String) throws {
    let writer = try FileWriter(creating: path)
    do {
      try writer.write(bytes)
      _ = try writer.finish()
    } catch {
      writer.abandon()
      throw error
    }
  }

  /// The SHA-256 of a file and its size in bytes.
  ///
  /// - Throws: `StorageError.missing`, `notAFile`, `system`; `truncated` if it shrinks meanwhile.
  package static func digest(of path: String) throws -> (digest: Digest, size: Int) {
    let reader = try FileReader(path)
    var builder = DigestBuilder()
    let step = 1 << 18
    var offset = 0
    try withUnsafeTemporaryAllocation(byteCount: min(step, max(1, reader.size)), alignment: 64) { buffer in
      while offset < reader.size {
        let part = UnsafeMutableRawBufferPointer(rebasing: buffer[..<min(step, reader.size - offset)])
        try reader.read(at: offset, into: part)
        builder.update(UnsafeRawBufferPointer(part))
        offset += part.count
      }
    }
    return (builder.finalize(), reader.size)
  }

  /// Whether there is anything at `path`; a link counts as what it leads to.
  package static func exists(_ path: String) -> Bool {
    (try? status(path)) != nil
  }

  /// Whether there is a directory at `path`, or a link to one.
  package static func isDirectory(_ path: String) -> Bool {
    (try? status(path))?.kind == .directory
  }

  /// The size of a file in bytes.
  ///
  /// - Throws: `StorageError.missing`, `system`.
  package static func size(_ path: String) throws -> Int {
    try status(path).size
  }

  /// What the file system says of a file.
  ///
  /// - Throws: `StorageError.missing`, `system`.
  package static func status(_ path: String, followingLinks: Bool = true) throws -> FileStatus {
    var raw = stat()
    let result = followingLinks ? stat(path, &raw) : lstat(path, &raw)
    guard result == 0 else { throw StorageError.last("stat", path) }
    return FileStatus(raw)
  }

  /// Copies a file, content only, and brings the copy to the disk.
  ///
  /// - Throws: `StorageError`; nothing half-written stays under the new name.
  package static func copy(_ from: String, to path: String) throws {
    let reader = try FileReader(from)
    let writer = try FileWriter(creating: path)
    do {
      let step = 1 << 20
      for offset in stride(from: 0, to: reader.size, by: step) {
        try writer.write(reader.read(at: offset, count: min(step, reader.size - offset)))
      }
      _ = try writer.finish()
    } catch {
      writer.abandon()
      throw error
    }
  }

  /// Removes a file, a link or a whole tree; links in it are not followed.
  ///
  /// Nothing at `path` is no error.
  ///
  /// - Throws: `StorageError.system`.
  package static func remove(_ path: String) throws {
    guard let status = try? status(path, followingLinks: false) else { return }
    if status.kind == .directory {
      for entry in try entries(path) { try remove("\(path)/\(entry.name)") }
      guard rmdir(path) == 0 || errno == ENOENT else { throw StorageError.last("rmdir", path) }
    } else {
      guard unlink(path) == 0 || errno == ENOENT else { throw StorageError.last("unlink", path) }
    }
  }

  /// The folder that `path` is in, `.` for a bare name.
  package static func parent(of path: String) -> String {
    let bytes = Array(path.utf8)
    guard let slash = bytes.dropLast().lastIndex(of: UInt8(ascii: "/")) else { return "." }
    return slash == 0 ? "/" : String(decoding: bytes[..<slash], as: UTF8.self)
  }
}
