import Foundation
import JSON
import Texts

/// A pipeline's data directory: where its parts lie, and who may write to it.
///
///     store.json           layout version, pipeline name, what a reader and a writer must know
///     lock                 one writer at a time
///     iterations/000/ …    three digits at least
///     embeddings/ cache/   shared by all iterations
///     inbox/003/           where returned annotation files are dropped
///     staging/             work in progress; nothing in it is ever needed again
///
/// The directory itself may be a link. Below it none is followed: one in the way of what is read, written or removed is an
/// error that names it. Only `inbox/`, which is people's, is read through links; nothing is written through one.
package struct DataDirectory: Sendable {
  /// The version of this layout.
  ///
  /// 2: `store.json` names features; a program that knows only layout 1 refuses it as a whole.
  package static let layout = 2
  /// The first layout whose `store.json` names features.
  package static let firstWithFeatures = 2

  /// The directory's path.
  package let root: String
  /// The name of the pipeline that it belongs to.
  package let pipeline: String
  /// What a program must know to read and to write it; nil in a directory that no version since has written to.
  package let features: StoreFeatures?

  private struct Store: Codable {
    var layout: Int
    let pipeline: String
    var features: StoreFeatures?
  }

  /// Opens a data directory.
  ///
  /// - Throws: `StorageError.missing` if there is no `store.json`, `link`, `unreadableLayout`, `newerLayout`,
  ///   `unknownFeatures` if it has what a reader must know and this one does not.
  package static func open(_ root: String) throws -> DataDirectory {
    let root = claim(root)
    let path = "\(root)/\(StoreName.store)"
    let store = try read(path)
    if let unknown = store.features?.unknownToRead, !unknown.isEmpty {
      throw StorageError.unknownFeatures(path: path, names: unknown, toWrite: false)
    }
    return DataDirectory(root: root, pipeline: store.pipeline, features: store.features)
  }

  private static func read(_ path: String) throws -> Store {
    let bytes = try Files.read(path, limit: 1 << 16)
    let store: Store
    do {
      store = try CodedJSON.read(Store.self, from: bytes)
    } catch {
      // What a later layout looks like is not known here, but that it is one.
      struct Bare: Decodable { let layout: Int }
      if let bare = try? CodedJSON.read(Bare.self, from: bytes), bare.layout > layout {
        throw StorageError.newerLayout(path: path, found: bare.layout, supported: layout)
      }
      throw StorageError.unreadableLayout(path: path)
    }
    guard store.layout <= layout else {
      throw StorageError.newerLayout(path: path, found: store.layout, supported: layout)
    }
    guard store.layout >= 1, (store.features != nil) == (store.layout >= firstWithFeatures) else {
      throw StorageError.unreadableLayout(path: path)
    }
    return store
  }

  private static func write(_ store: Store, to path: String) throws {
    try Files.writeAtomically(CodedJSON.bytes(of: store, .compact) + [0x0A], to: path)
  }

  /// Opens a data directory, or makes it.
  ///
  /// - Throws: `StorageError.otherPipeline` if it belongs to another pipeline; what `open` throws.
  package static func create(_ root: String, pipeline: String) throws -> DataDirectory {
    let root = claim(root)
    let path = "\(root)/\(StoreName.store)"
    if !Files.exists(path) {
      try Files.createDirectory("\(root)/iterations")
      try write(Store(layout: layout, pipeline: pipeline, features: .known), to: path)
    }
    return try open(root, of: pipeline)
  }

  /// A data directory for somebody who only looks: the one that is there, or one that nothing has been written into yet.
  ///
  /// - Returns: A directory; where there is none, nothing is made.
  /// - Throws: `StorageError.otherPipeline` if it belongs to another pipeline; what `open` throws.
  package static func forReading(_ root: String, pipeline: String) throws -> DataDirectory {
    let root = claim(root)
    guard Files.exists("\(root)/\(StoreName.store)") else {
      return DataDirectory(root: root, pipeline: pipeline, features: nil)
    }
    return try open(root, of: pipeline)
  }

  private static func open(_ root: String, of pipeline: String) throws -> DataDirectory {
    let directory = try open(root)
    guard directory.pipeline.equalsByBytes(pipeline) else {
      throw StorageError.otherPipeline(path: root, found: directory.pipeline, expected: pipeline)
    }
    return directory
  }

  /// Names what this version writes, so that a version that does not know it refuses the directory and does not take it for
  /// damaged.
  ///
  /// The caller holds the lock. What was written before is left as it is.
  ///
  /// - Parameter further: What a reader must know besides, since it is used here from now on.
  /// - Throws: `StorageError`.
  package func declareFeatures(_ further: [String] = []) throws {
    let path = path(StoreName.store)
    var store = try Self.read(path)
    let features = (store.features ?? StoreFeatures(read: [], write: [])).withKnown(further)
    guard features != store.features else { return }
    store.features = features
    store.layout = Self.layout
    try Self.write(store, to: path)
  }

  /// Sees to it that below `root` no link is followed from now on.
  ///
  /// - Returns: The directory's own path, if `root` is a link; where it leads is looked up this once.
  package static func claim(_ root: String) -> String {
    var root = root
    if (try? Files.status(root, followingLinks: false))?.kind == .link, let target = Files.target(of: root) {
      root = target
    }
    OwnGround.declare(root)
    return root
  }

  /// Says that a data directory will be made of links to another, which are to be followed; the first word holds.
  package static func letLinksBeFollowed(below root: String) {
    OwnGround.declare(root, followsLinks: true)
  }

  /// The path of something in the directory.
  package func path(_ relative: String) -> String { "\(root)/\(relative)" }

  /// The folder of iteration `number`.
  package func iteration(_ number: Int) -> String { path("iterations/\(Self.iterationName(number))") }

  /// The folder that annotation files for iteration `number` are dropped into.
  package func inbox(_ number: Int) -> String { path("inbox/\(Self.iterationName(number))") }

  /// Refuses an inbox that is a link: what is to be written there would go elsewhere.
  ///
  /// - Throws: `StorageError.link`.
  package func refuseLinkedInbox(_ number: Int) throws {
    for folder in [path("inbox"), inbox(number)] {
      guard let status = try? Files.status(folder, followingLinks: false), status.kind == .link else { continue }
      throw StorageError.link(path: folder)
    }
  }

  /// The number in three digits at least.
  package static func iterationName(_ number: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, 3 - digits.utf8.count)) + digits
  }

  /// The numbers of the iterations that have a folder, ascending.
  ///
  /// - Throws: `StorageError`.
  package func iterations() throws -> [Int] {
    let folder = path("iterations")
    guard Files.exists(folder) else { return [] }
    return try Files.list(folder)
      .compactMap { name in Int(name).flatMap { Self.iterationName($0) == name && $0 >= 0 ? $0 : nil } }
      .sorted()
  }

  /// Makes an empty folder to work in.
  ///
  /// - Parameter label: What it is for; part of its name.
  /// - Returns: Its path.
  /// - Throws: `StorageError`.
  package func newStaging(_ label: String) throws -> String {
    try Files.createDirectory(path("staging"))
    var number = 1
    while true {
      let folder = path("staging/\(label)-\(number)")
      if try Files.makeDirectory(folder) { return folder }
      number += 1
    }
  }

  /// Removes all work in progress.
  ///
  /// The caller holds the lock.
  ///
  /// - Throws: `StorageError.link`, `system`.
  package func clearStaging() throws {
    let folder = path("staging")
    guard Files.exists(folder) else { return }
    try Files.clear(folder)
  }

  /// Takes the directory for this process.
  ///
  /// - Returns: The lock, held as long as the value lives or until the process ends, however it ends.
  /// - Throws: `StorageError.locked` at once if another process has it; `link`; `unknownFeatures` if it has what a writer
  ///   must know and this one does not.
  package func lock() throws -> DirectoryLock {
    if let unknown = features?.unknownToWrite, !unknown.isEmpty {
      throw StorageError.unknownFeatures(path: path(StoreName.store), names: unknown, toWrite: true)
    }
    return try DirectoryLock(path(StoreName.lock))
  }
}
