import CPlatform
import Foundation

/// Files and folders by path.
///
/// Below a data directory no link is followed: see `OwnGround`.
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

  /// The first bytes of a file, at most `count`.
  ///
  /// - Throws: `StorageError.missing`, `notAFile`, `system`.
  package static func head(_ path: String, count: Int) throws -> [UInt8] {
    let reader = try FileReader(path)
    return try reader.read(at: 0, count: min(count, reader.size))
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

  /// Writes a new file that only its owner can read; it need not outlast a power cut.
  ///
  /// - Parameters:
  ///   - bytes: What it holds.
  ///   - path: Its name; nothing may be there.
  /// - Throws: `StorageError`; nothing half-written stays then.
  package static func writePrivately(_ bytes: [UInt8], to path: String) throws {
    let file = try Descriptor(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode: 0o600)
    do {
      try bytes.withUnsafeBytes { try file.write($0) }
    } catch {
      try? remove(path)
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
  ///
  /// Where none is followed, one that is in the way counts as what was asked for, so that whoever goes on hears of it.
  package static func exists(_ path: String) -> Bool {
    do {
      _ = try status(path)
      return true
    } catch StorageError.link {
      return true
    } catch {
      return false
    }
  }

  /// Whether there is a directory at `path`, or a link to one.
  ///
  /// Where none is followed, one that is in the way counts as one, so that whoever goes on hears of it.
  package static func isDirectory(_ path: String) -> Bool {
    do {
      return try status(path).kind == .directory
    } catch StorageError.link {
      return true
    } catch {
      return false
    }
  }

  /// The size of a file in bytes.
  ///
  /// - Throws: `StorageError.missing`, `system`.
  package static func size(_ path: String) throws -> Int {
    try status(path).size
  }

  /// What the file system says of a file.
  ///
  /// - Throws: `StorageError.missing`, `system`; `link` for one that would be followed where none is.
  package static func status(_ path: String, followingLinks: Bool = true) throws -> FileStatus {
    let place = try Place(path, writing: false)
    let status = try place.status(followingLinks: followingLinks)
    if followingLinks, status.kind == .link { throw StorageError.link(path: path) }
    return status
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

  /// Removes a file, a link or a whole tree, through descriptors of its folders; no link is followed.
  ///
  /// Nothing at `path` is no error.
  ///
  /// - Throws: `StorageError.link` if one is in the way, `system`.
  package static func remove(_ path: String) throws {
    let place: Place
    do {
      place = try Place(path, writing: true)
    } catch StorageError.missing {
      return
    }
    let code = winnow_remove(place.number, place.name)
    guard code == 0 || code == ENOENT else { throw StorageError.of(code, "unlink", path) }
  }

  /// Removes all that a folder holds, as `remove` does.
  ///
  /// - Throws: `StorageError.missing`, `notADirectory`, `link`, `system`.
  package static func clear(_ folder: String) throws {
    let opened: Descriptor
    do {
      opened = try Descriptor(Place(folder, writing: true), O_RDONLY | O_DIRECTORY)
    } catch StorageError.system(_, _, ENOTDIR) {
      throw StorageError.notADirectory(path: folder)
    }
    let code = winnow_clear(opened.number)
    guard code == 0 else { throw StorageError.of(code, "unlink", folder) }
  }

  /// The folder that `path` is in, `.` for a bare name.
  package static func parent(of path: String) -> String {
    let bytes = Array(path.utf8)
    guard let slash = bytes.dropLast().lastIndex(of: UInt8(ascii: "/")) else { return "." }
    return slash == 0 ? "/" : String(decoding: bytes[..<slash], as: UTF8.self)
  }
}
