import Foundation

/// A pipeline's data directory: where its parts lie, and who may write to it.
///
///     store.json           layout version, pipeline name
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
  package static let layout = 1

  /// The directory's path.
  package let root: String
  /// The name of the pipeline that it belongs to.
  package let pipeline: String

  private struct Store: Codable {
    let layout: Int
    let pipeline: String
  }

  /// Opens a data directory.
  ///
  /// - Throws: `StorageError.missing` if there is no `store.json`, `link`, `unreadableLayout`, `newerLayout`.
  package static func open(_ root: String) throws -> DataDirectory {
    let root = claim(root)
    let path = "\(root)/store.json"
    let bytes = try Files.read(path, limit: 1 << 16)
    guard let store = try? JSONDecoder().decode(Store.self, from: Data(bytes)), store.layout >= 1 else {
      throw StorageError.unreadableLayout(path: path)
    }
    guard store.layout <= layout else {
      throw StorageError.newerLayout(path: path, found: store.layout, supported: layout)
    }
    return DataDirectory(root: root, pipeline: store.pipeline)
  }

  /// Opens a data directory, or makes it.
  ///
  /// - Throws: `StorageError.otherPipeline` if it belongs to another pipeline; what `open` throws.
  package static func create(_ root: String, pipeline: String) throws -> DataDirectory {
    let root = claim(root)
    let path = "\(root)/store.json"
    if !Files.exists(path) {
      try Files.createDirectory("\(root)/iterations")
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      let bytes = try encoder.encode(Store(layout: layout, pipeline: pipeline))
      try Files.writeAtomically([UInt8](bytes) + [0x0A], to: path)
    }
    let directory = try open(root)
    guard directory.pipeline.utf8.elementsEqual(pipeline.utf8) else {
      throw StorageError.otherPipeline(path: root, found: directory.pipeline, expected: pipeline)
    }
    return directory
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
  /// - Throws: `StorageError.locked` at once if another process has it; `link`.
  package func lock() throws -> DirectoryLock {
    try DirectoryLock(path("lock"))
  }
}
