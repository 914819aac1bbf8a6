import Foundation
import Storage
import Testing

/// Links in a data directory: what they lead to is somebody else's.
@Suite struct OwnGroundTests {
  /// A data directory, and a folder and a file elsewhere.
  private struct Ground {
    let folder: TemporaryFolder
    let directory: DataDirectory
    var elsewhere: String { folder.file("elsewhere") }

    init() throws {
      folder = try TemporaryFolder()
      try Files.createDirectory(folder.file("elsewhere/sub"))
      try Files.writeAtomically([1, 2, 3], to: folder.file("elsewhere/sub/f"))
      directory = try DataDirectory.create(folder.file("data"), pipeline: "x")
    }

    /// Puts a link to the folder elsewhere in place of something.
    func link(_ name: String, to target: String = "elsewhere") throws {
      try? FileManager.default.removeItem(atPath: directory.path(name))
      try FileManager.default.createDirectory(
        atPath: Files.parent(of: directory.path(name)), withIntermediateDirectories: true)
      try FileManager.default.createSymbolicLink(
        atPath: directory.path(name), withDestinationPath: folder.file(target))
    }

    /// Whether what lies elsewhere is what it was.
    func isUntouched() throws -> Bool {
      let files = try FileManager.default.subpathsOfDirectory(atPath: elsewhere).sorted()
      return try files == ["sub", "sub/f"] && Files.read("\(elsewhere)/sub/f") == [1, 2, 3]
    }
  }

  @Test(arguments: [
    "staging", "cache", "embeddings", "iterations", "corrections", "erasures", "iterations/003", "cache/a/b",
  ])
  func aFolderOfOursThatIsALinkIsRefusedByName(_ name: String) throws {
    let ground = try Ground()
    try ground.link(name)
    let path = ground.directory.path(name)
    let refused = StorageError.link(path: path)
    #expect(throws: refused) { try Files.createDirectory(path) }
    #expect(throws: refused) { try Files.createDirectory("\(path)/new") }
    #expect(throws: refused) { try Files.writeAtomically([9], to: "\(path)/new") }
    #expect(throws: refused) { try Files.writeAtomically([9], to: "\(path)/sub/f") }
    #expect(throws: refused) { try Files.list(path) }
    #expect(throws: refused) { try Files.walk(path) }
    #expect(throws: refused) { try Files.clear(path) }
    #expect(throws: refused) { try Files.remove("\(path)/sub") }
    #expect(throws: refused) { try Files.read("\(path)/sub/f") }
    #expect(throws: refused) { try Files.move("\(path)/sub", to: ground.folder.file("moved")) }
    #expect(throws: refused) { try Files.status(path) }
    // Whoever looks first goes on and gets a warning.
    #expect(Files.exists(path) && Files.isDirectory(path) && Files.exists("\(path)/never was"))
    let staged = ground.folder.file("staged")
    try Files.createDirectory(staged)
    #expect(throws: refused) { try Files.publish(staged, as: path) }
    #expect(throws: refused) { try Files.publish(staged, as: "\(path)/sub") }
    #expect(try ground.isUntouched())
    // The link itself may be taken away.
    try Files.remove(path)
    #expect(try !Files.exists(path) && ground.isUntouched())
  }

  @Test func workInProgressIsNotClearedThroughALink() throws {
    let ground = try Ground()
    try ground.link("staging")
    let refused = StorageError.link(path: ground.directory.path("staging"))
    #expect(throws: refused) { try ground.directory.clearStaging() }
    #expect(throws: refused) { try ground.directory.newStaging("score") }
    #expect(try ground.isUntouched())
  }

  @Test func aLockThatIsALinkLeavesItsTargetAlone() throws {
    let ground = try Ground()
    try ground.link("lock", to: "elsewhere/sub/f")
    #expect(throws: StorageError.link(path: ground.directory.path("lock"))) { try ground.directory.lock() }
    #expect(try ground.isUntouched())
  }

  @Test func aFileWithASecondNameElsewhereIsNotWrittenInto() throws {
    let ground = try Ground()
    try FileManager.default.linkItem(atPath: "\(ground.elsewhere)/sub/f", toPath: ground.directory.path("lock"))
    // Both names are of one file, and who writes holds it: the lock is given back first.
    do {
      let lock = try ground.directory.lock()
      #expect(throws: StorageError.self) { try ground.directory.lock() }
      withExtendedLifetime(lock) {}
    }
    try FileManager.default.linkItem(
      atPath: "\(ground.elsewhere)/sub/f", toPath: ground.directory.path("iterations/.a.tmp"))
    try Files.writeAtomically([9], to: ground.directory.path("iterations/a"))
    #expect(try Files.read(ground.directory.path("iterations/a")) == [9])
    #expect(try ground.isUntouched())
  }

  @Test func aFileOfOursThatIsALinkIsNeitherReadNorReplaced() throws {
    let ground = try Ground()
    try ground.link("iterations/000/manifest.json", to: "elsewhere/sub/f")
    let path = ground.directory.path("iterations/000/manifest.json")
    #expect(throws: StorageError.link(path: path)) { try Files.read(path) }
    #expect(throws: StorageError.link(path: path)) { try Files.writeAtomically([9], to: path) }
    #expect(try ground.isUntouched())
    try ground.link("store.json", to: "elsewhere/sub/f")
    #expect(throws: StorageError.link(path: ground.directory.path("store.json"))) {
      try DataDirectory.open(ground.directory.root)
    }
  }

  @Test func theInboxIsReadThroughLinksAndNothingIsWrittenThroughOne() throws {
    let ground = try Ground()
    try ground.link("inbox")
    let inbox = ground.directory.path("inbox")
    #expect(try Files.walk(inbox) == ["sub/f"] && Files.read("\(inbox)/sub/f") == [1, 2, 3])
    for path in ["\(inbox)/new", "\(inbox)/sub/f"] {
      #expect(throws: StorageError.link(path: inbox)) { try Files.writeAtomically([9], to: path) }
    }
    #expect(throws: StorageError.link(path: inbox)) { try Files.createDirectory(ground.directory.inbox(0)) }
    #expect(throws: StorageError.link(path: inbox)) { try Files.remove("\(inbox)/sub") }
    #expect(throws: StorageError.link(path: inbox)) { try ground.directory.refuseLinkedInbox(0) }
    #expect(try ground.isUntouched())
  }

  @Test func theDirectoryItselfMayBeALinkAndIsLookedUpOnce() throws {
    let ground = try Ground()
    let link = ground.folder.file("link")
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: ground.directory.root)
    let directory = try DataDirectory.open(link)
    let staging = try directory.newStaging("score")
    try Files.writeAtomically([1], to: "\(staging)/x")
    #expect(try Files.walk(ground.directory.path("staging")) == ["score-1/x"])
    try ground.link("cache")
    #expect(throws: StorageError.self) { try Files.list(directory.path("cache")) }
  }

  @Test func elsewhereLinksAreFollowed() throws {
    let ground = try Ground()
    try FileManager.default.createSymbolicLink(
      atPath: ground.folder.file("pictures"), withDestinationPath: ground.elsewhere)
    #expect(try Files.walk(ground.folder.file("pictures")) == ["sub/f"])
    try ground.link("people's own")
    #expect(try Files.list(ground.directory.path("people's own")) == ["sub"])
    let copy = ground.folder.file("copy")
    DataDirectory.letLinksBeFollowed(below: copy)
    _ = try DataDirectory.create(copy, pipeline: "x")
    try FileManager.default.createSymbolicLink(
      atPath: "\(copy)/iterations/000", withDestinationPath: ground.elsewhere)
    #expect(try Files.read("\(copy)/iterations/000/sub/f") == [1, 2, 3])
  }

  @Test func noPathLeadsOutByItsParent() throws {
    let ground = try Ground()
    let path = ground.directory.path("iterations/../../elsewhere/sub/f")
    #expect(throws: StorageError.self) { try Files.read(path) }
    #expect(throws: StorageError.self) { try Files.remove(path) }
    #expect(try ground.isUntouched())
  }

  @Test func aTreeIsRemovedHoweverDeepAndWhateverItsNames() throws {
    let ground = try Ground()
    let staging = try ground.directory.newStaging("hook")
    var folder = open(staging, O_RDONLY | O_DIRECTORY)
    try #require(folder >= 0)
    // Deeper than descriptors and paths go.
    for level in 0..<2500 {
      try #require(mkdirat(folder, "d", 0o755) == 0)
      if level % 100 == 0 { try #require(symlinkat(ground.elsewhere, folder, "link") == 0) }
      let inner = openat(folder, "d", O_RDONLY | O_DIRECTORY)
      try #require(inner >= 0)
      close(folder)
      folder = inner
    }
    close(folder)
    let name: [CChar] = Array("\(staging)/".utf8CString.dropLast()) + [-1, 0]
    let odd = name.withUnsafeBufferPointer { $0.baseAddress.map { open($0, O_CREAT | O_WRONLY, 0o644) } ?? -1 }
    try #require(odd >= 0)
    close(odd)
    try ground.directory.clearStaging()
    #expect(try FileManager.default.contentsOfDirectory(atPath: ground.directory.path("staging")).isEmpty)
    #expect(try ground.isUntouched())
  }
}
