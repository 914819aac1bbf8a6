import Foundation
import Storage
import Testing

/// A folder that is gone when the value is.
final class TemporaryFolder {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "winnow-storage-\(UUID().uuidString)"
    try Files.createDirectory(path)
  }

  deinit { try? Files.remove(path) }

  func file(_ name: String) -> String { "\(path)/\(name)" }
}

@Suite struct FilesTests {
  @Test func writesAtomicallyAndReplaces() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("a.json")
    try Files.writeAtomically([1, 2, 3], to: path)
    try Files.writeAtomically([4], to: path)
    #expect(try Files.read(path) == [4])
    #expect(try Files.list(folder.path) == ["a.json"])
  }

  @Test func anUnfinishedFileNeverHasItsName() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("a")
    try Files.writeAtomically([1], to: path)
    let writer = try FileWriter(creating: path)
    try writer.write([9, 9])
    #expect(try Files.read(path) == [1])
    #expect(writer.bytesWritten == 2)
    writer.abandon()
    #expect(try Files.list(folder.path) == ["a"])
  }

  @Test func takesOverWhatAKilledProcessLeft() throws {
    let folder = try TemporaryFolder()
    try Data([7, 7, 7, 7]).write(to: URL(filePath: folder.file(".a.tmp")))
    try Files.writeAtomically([1], to: folder.file("a"))
    #expect(try Files.list(folder.path) == ["a"])
    #expect(try Files.read(folder.file("a")) == [1])
  }

  @Test func refusesASecondWriterOfTheSameFile() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("a")
    let writer = try FileWriter(creating: path)
    #expect(throws: StorageError.locked(path: path, holder: "")) { try FileWriter(creating: path) }
    try writer.write([1])
    _ = try writer.finish()
    try Files.writeAtomically([2], to: path)
    #expect(try Files.read(path) == [2])
  }

  @Test func writerTellsDigestAndSize() throws {
    let folder = try TemporaryFolder()
    let writer = try FileWriter(creating: folder.file("a"))
    try writer.write(Array("ab".utf8))
    try writer.write(Array("c".utf8))
    let written = try writer.finish()
    #expect(written.digest.hex == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(written.size == 3)
    #expect(try Files.digest(of: folder.file("a")) == written)
  }

  @Test func aNameOfFullLengthCanBeWritten() throws {
    let folder = try TemporaryFolder()
    let name = String(repeating: "x", count: 255)
    try Files.writeAtomically([1], to: folder.file(name))
    #expect(try Files.list(folder.path) == [name])
  }

  @Test func readingIsLimited() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("a")
    try Files.writeAtomically([1, 2, 3], to: path)
    #expect(throws: StorageError.tooLarge(path: path, size: 3, limit: 2)) { try Files.read(path, limit: 2) }
    #expect(throws: StorageError.missing(path: folder.file("b"))) { try Files.read(folder.file("b")) }
    #expect(throws: StorageError.notAFile(path: folder.path)) { try Files.read(folder.path) }
    let reader = try FileReader(path)
    #expect(try reader.read(at: 1, count: 2) == [2, 3])
    #expect(try reader.read(at: 3, count: 0) == [])
    #expect(throws: StorageError.truncated(path: path, offset: 1, count: .max, size: 3)) {
      try reader.read(at: 1, count: .max)
    }
    #expect(throws: StorageError.truncated(path: path, offset: -1, count: 1, size: 3)) {
      try reader.read(at: -1, count: 1)
    }
  }

  @Test func doesNotWaitForAPipe() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("pipe")
    try #require(mkfifo(path, 0o600) == 0)
    #expect(throws: StorageError.notAFile(path: path)) { try Files.read(path) }
  }

  @Test func listsInByteOrder() throws {
    let folder = try TemporaryFolder()
    for name in ["b", "a.c", "ä", "a/x", "a/y/z", "B"] {
      let path = folder.file(name)
      try Files.createDirectory(Files.parent(of: path))
      try Files.writeAtomically([], to: path)
    }
    try #require(symlink(folder.file("b"), folder.file("link")) == 0)
    try #require(symlink(folder.path, folder.file("loop")) == 0)
    #expect(try Files.list(folder.path) == ["B", "a", "a.c", "b", "link", "loop", "ä"])
    #expect(try Files.walk(folder.path) == ["B", "a.c", "a/x", "a/y/z", "b", "ä"])
    #expect(throws: StorageError.notADirectory(path: folder.file("b"))) { try Files.list(folder.file("b")) }
  }

  @Test func refusesNamesThatAreNotText() throws {
    let folder = try TemporaryFolder()
    let name: [CChar] = Array(folder.path.utf8CString.dropLast()) + [47, -1, 0]
    let descriptor = name.withUnsafeBufferPointer {
      $0.baseAddress.map { open($0, O_CREAT | O_WRONLY, 0o644) } ?? -1
    }
    try #require(descriptor >= 0)
    close(descriptor)
    defer { name.withUnsafeBufferPointer { _ = $0.baseAddress.map { unlink($0) } } }
    #expect(throws: StorageError.nameNotUTF8(directory: folder.path, name: "\u{fffd}")) {
      try Files.list(folder.path)
    }
  }

  @Test func removesTreesButNotWhatLinksLeadTo() throws {
    let folder = try TemporaryFolder()
    try Files.createDirectory(folder.file("kept"))
    try Files.writeAtomically([1], to: folder.file("kept/x"))
    try Files.createDirectory(folder.file("gone/deep"))
    try #require(symlink(folder.file("kept"), folder.file("gone/link")) == 0)
    try Files.remove(folder.file("gone"))
    try Files.remove(folder.file("never was"))
    #expect(try Files.walk(folder.path) == ["kept/x"])
    #expect(!Files.exists(folder.file("gone")))
  }

  @Test func publishesInOneStep() throws {
    let folder = try TemporaryFolder()
    func stage(_ content: UInt8) throws {
      try Files.createDirectory(folder.file("staged/sub"))
      try Files.writeAtomically([content], to: folder.file("staged/sub/x"))
    }
    try stage(1)
    try Files.publish(folder.file("staged"), as: folder.file("final"))
    #expect(try Files.read(folder.file("final/sub/x")) == [1])
    try stage(2)
    try Files.writeAtomically([3], to: folder.file("final/old"))
    try Files.publish(folder.file("staged"), as: folder.file("final"))
    #expect(try Files.walk(folder.path) == ["final/sub/x"])
    #expect(try Files.read(folder.file("final/sub/x")) == [2])
    #expect(!Files.exists(folder.file("staged")))
    #expect(throws: StorageError.missing(path: folder.file("none"))) {
      try Files.publish(folder.file("none"), as: folder.file("final"))
    }
  }

  @Test func tellsStatus() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("a")
    try Files.writeAtomically([1, 2], to: path)
    try #require(symlink(path, folder.file("link")) == 0)
    let status = try Files.status(path)
    #expect(status.kind == .regular)
    #expect(status.size == 2)
    #expect(status.modified > 1_700_000_000_000_000_000)
    #expect(try Files.status(folder.file("link")).inode == status.inode)
    #expect(try Files.status(folder.file("link"), followingLinks: false).kind == .link)
    #expect(Files.isDirectory(folder.path))
    #expect(try Files.size(path) == 2)
  }

  @Test func copies() throws {
    let folder = try TemporaryFolder()
    let bytes = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0) }
    try Files.writeAtomically(bytes, to: folder.file("a"))
    try Files.copy(folder.file("a"), to: folder.file("b"))
    #expect(try Files.read(folder.file("b")) == bytes)
  }

  @Test func aFileInTheWayOfAFolderIsNamed() throws {
    let folder = try TemporaryFolder()
    try Files.writeAtomically([], to: folder.file("a"))
    #expect(throws: StorageError.notADirectory(path: folder.file("a"))) {
      try Files.createDirectory(folder.file("a"))
    }
    #expect(throws: StorageError.notADirectory(path: folder.file("a"))) {
      try Files.createDirectory(folder.file("a/b"))
    }
  }

  @Test func aPrivateFileIsItsOwnersAloneAndReplacesNothing() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("a")
    try Files.writePrivately([1, 2], to: path)
    #expect(try Files.read(path) == [1, 2])
    let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber
    #expect(mode?.intValue == 0o600)
    #expect(throws: StorageError.self) { try Files.writePrivately([3], to: path) }
    #expect(try Files.read(path) == [1, 2])
  }
}
