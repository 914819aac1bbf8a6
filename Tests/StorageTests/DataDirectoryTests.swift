import Foundation
import Storage
import Testing

@Suite struct DataDirectoryTests {
  @Test func isMadeAndOpened() throws {
    let folder = try TemporaryFolder()
    let root = folder.file("data")
    #expect(throws: StorageError.missing(path: "\(root)/store.json")) { try DataDirectory.open(root) }
    let directory = try DataDirectory.create(root, pipeline: "pcb")
    #expect(try DataDirectory.open(root).pipeline == "pcb")
    #expect(try DataDirectory.create(root, pipeline: "pcb").root == root)
    #expect(throws: StorageError.otherPipeline(path: root, found: "pcb", expected: "x")) {
      try DataDirectory.create(root, pipeline: "x")
    }
    #expect(directory.iteration(3) == "\(root)/iterations/003")
    #expect(directory.inbox(1000) == "\(root)/inbox/1000")
  }

  @Test func refusesALayoutOfALaterVersion() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("store.json")
    for text in [#"{"layout":3,"pipeline":"x"}"#, #"{"layout":3,"pipe":{}}"#] {
      try Files.writeAtomically(Array(text.utf8), to: path)
      #expect(throws: StorageError.newerLayout(path: path, found: 3, supported: 2)) {
        try DataDirectory.open(folder.path)
      }
    }
    for text in [
      "", "{}", "[1]", #"{"layout":0,"pipeline":"x"}"#, #"{"layout":2,"pipeline":"x"}"#,
      #"{"features":{"read":[],"write":[]},"layout":1,"pipeline":"x"}"#,
      #"{"features":["stage_key_2"],"layout":2,"pipeline":"x"}"#,
    ] {
      try Files.writeAtomically(Array(text.utf8), to: path)
      #expect(throws: StorageError.unreadableLayout(path: path)) { try DataDirectory.open(folder.path) }
    }
  }

  @Test func whatAReaderMustKnowAndThisOneDoesNotIsRefusedByName() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("store.json")
    let text = #"{"features":{"read":["crystal_2","stage_key_2"],"write":[]},"layout":2,"pipeline":"x"}"#
    try Files.writeAtomically(Array(text.utf8), to: path)
    #expect(throws: StorageError.unknownFeatures(path: path, names: ["crystal_2"], toWrite: false)) {
      try DataDirectory.open(folder.path)
    }
  }

  @Test func whatOnlyAWriterMustKnowIsReadAndNotWritten() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("store.json")
    let text = #"{"features":{"read":["stage_key_2"],"write":["crystal_2"]},"layout":2,"pipeline":"x"}"#
    try Files.writeAtomically(Array(text.utf8), to: path)
    let directory = try DataDirectory.open(folder.path)
    #expect(throws: StorageError.unknownFeatures(path: path, names: ["crystal_2"], toWrite: true)) {
      try directory.lock()
    }
  }

  @Test func aDirectoryOfABuildBeforeNamesFeaturesOnceItIsWrittenTo() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("store.json")
    let before = Array("{\"layout\":1,\"pipeline\":\"x\"}\n".utf8)
    try Files.writeAtomically(before, to: path)
    let directory = try DataDirectory.create(folder.path, pipeline: "x")
    #expect(directory.features == nil)
    #expect(try Files.read(path) == before)
    _ = try directory.lock()
    try directory.declareFeatures()
    #expect(try DataDirectory.open(folder.path).features == .known)
    let after = try Files.read(path)
    let fresh = try TemporaryFolder()
    _ = try DataDirectory.create(fresh.file("data"), pipeline: "x")
    #expect(try Files.read(fresh.file("data/store.json")) == after)
    try directory.declareFeatures()
    #expect(try Files.read(path) == after)
  }

  @Test func whatIsNotUsedIsNotNamed() throws {
    let folder = try TemporaryFolder()
    let directory = try DataDirectory.create(folder.path, pipeline: "x")
    try directory.declareFeatures()
    #expect(try DataDirectory.open(folder.path).features == .known)
    for _ in 0...1 {
      try directory.declareFeatures([StoreFeatures.acceptance])
      let features = try DataDirectory.open(folder.path).features
      #expect(features?.read == [StoreFeatures.acceptance] + StoreFeatures.known.read)
      // It is never taken back, and this version knows it.
      try directory.declareFeatures()
      #expect(features?.unknownToWrite == [])
      _ = try directory.lock()
    }
  }

  @Test func theNameOfAnOpeningHasOneForm() {
    #expect(StoreName.opening(12) == "acceptance-12.json")
    #expect(StoreName.openingNumber("acceptance-12.json") == 12)
    for name in [
      "acceptance-0.json", "acceptance-01.json", "acceptance-+1.json", "acceptance-1.json.tmp", "acceptance-1",
    ] {
      #expect(StoreName.openingNumber(name) == nil, "\(name)")
    }
  }

  @Test func countsIterations() throws {
    let folder = try TemporaryFolder()
    let directory = try DataDirectory.create(folder.path, pipeline: "x")
    #expect(try directory.iterations() == [])
    for name in ["010", "002", "1000", "2", "0100", "+12", "junk", "-01"] {
      try Files.createDirectory(directory.path("iterations/\(name)"))
    }
    #expect(try directory.iterations() == [2, 10, 1000])
  }

  @Test func stagingIsFreshAndCleared() throws {
    let folder = try TemporaryFolder()
    let directory = try DataDirectory.create(folder.path, pipeline: "x")
    let one = try directory.newStaging("score")
    let other = try directory.newStaging("score")
    #expect(one != other)
    try Files.writeAtomically([1], to: "\(one)/x")
    try directory.clearStaging()
    #expect(!Files.exists(one) && !Files.exists(other))
  }

  @Test func lockRefusesTheSecondHolder() throws {
    let folder = try TemporaryFolder()
    let directory = try DataDirectory.create(folder.path, pipeline: "x")
    do {
      let lock = try directory.lock()
      let error = #expect(throws: StorageError.self) { try directory.lock() }
      guard case .locked(let path, let holder) = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      #expect(path == directory.path("lock"))
      #expect(holder.hasPrefix("pid \(getpid()): "))
      withExtendedLifetime(lock) {}
    }
    _ = try directory.lock()
  }
}
