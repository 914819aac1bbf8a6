import Columnar
import Engine
import Foundation
import Imaging
import Labelling
import Parallel
import Storage
import Synchronization
import Texts

/// An image of the pool: a file of its folder, or a row of its table.
package struct ListedImage: Sendable {
  package let id: String
  package let size: Int
  package let digest: Digest
  /// Zero if it is not known.
  package let width: Int
  package let height: Int
  /// What the built-in decoder finds wrong with its header; nil if nothing, or if a table vouches for it.
  var fault: String?
  /// Whether it stays in the pool: the built-in embedder sees nothing that the built-in decoder cannot read, one's own may.
  var isReadable = true
}

/// The images of a pool, and what of it is none.
struct ListedPool: Sendable {
  /// By id.
  var images: [ListedImage]
  /// Names without bytes that could be read, by id.
  var noFiles: [PoolFolder.NoFile] = []
  /// Pictures that were not taken.
  var leftAside: [PoolFolder.LeftAside] = []

  /// The images that stay in the pool.
  var readable: [ListedImage] { images.filter(\.isReadable) }

  /// What is left out because it cannot be read, by id.
  var broken: [(id: String, reason: String)] {
    let faults = images.filter { !$0.isReadable }.map { (id: $0.id, reason: $0.fault ?? "") }
    return (faults + noFiles.map { ($0.id, $0.reason) }).sortedByBytes(of: \.id)
  }

  /// What stays although the built-in decoder cannot read it, by id.
  var undecodable: [(id: String, reason: String)] {
    images.filter(\.isReadable).compactMap { image in image.fault.map { (image.id, $0) } }
  }
}

/// Lists the images of a folder with their hashes, reading only those that are not known unchanged.
///
/// A file is recognised as git's index does it: by size, time of modification and inode, and only if it was modified
/// before the second in which it was read.
final class ImageListing: Sendable {
  private let setup: StageSetup
  private let threads: Int
  private let memo = Mutex<ListedPool?>(nil)

  init(_ setup: StageSetup, threads: Int) {
    self.setup = setup
    self.threads = threads
  }

  /// The pool, hashed at most once in this process.
  ///
  /// - Parameter directory: Where the cache is kept.
  /// - Returns: One entry an image file.
  /// - Throws: `DataError` if the folder is missing, has no image, or a name cannot be an id; `StorageError`.
  func pool(_ directory: DataDirectory) throws -> ListedPool {
    if let known = memo.withLock({ $0 }) { return known }
    let erasures = try Erasures(root: directory.root)
    var pool =
      if let table = setup.poolTable {
        ListedPool(images: try PoolListing(table).images)
      } else {
        try folder(directory, erased: erasures.images)
      }
    pool.images = Self.without(erasures, pool.images)
    memo.withLock { $0 = pool }
    return pool
  }

  private func folder(_ directory: DataDirectory, erased: Set<[UInt8]>) throws -> ListedPool {
    let root = setup.root
    guard Files.isDirectory(root) else { throw DataError.folderMissing(path: root, purpose: "pool.root") }
    let found = try PoolFolder(
      root: root, patterns: setup.spec.pool.images, data: directory, threads: threads)
    let ids = found.files.filter { !erased.contains(Array($0.utf8)) }
    var noFiles = found.noFiles.filter { !erased.contains(Array($0.id.utf8)) }
    guard !ids.isEmpty || !noFiles.isEmpty else {
      throw DataError.noImages(
        root: root, patterns: setup.spec.pool.images, leftAside: found.leftAside.map(PoolNotes.leftAside))
    }
    for id in ids { try Self.check(id) }
    for file in noFiles { try Self.check(file.id) }
    let cache = HashCache(directory: directory, root: root)
    let known = setup.rehash ? [:] : cache.load()
    let now = Timestamp.now() / Timestamp.second

    let block = 64
    let entries = try Parallel.map((ids.count + block - 1) / block, threads: threads) { number in
      try ids[number * block..<min(ids.count, (number + 1) * block)].map { id in
        try Self.entry(id, path: "\(root)/\(id)", known: known[id.exact], now: now)
      }
    }.flatMap(\.self)
    var read: [(entry: HashCache.Entry, reused: Bool)] = []
    for (id, entry) in zip(ids, entries) {
      switch entry {
      case .read(let entry, let reused): read.append((entry, reused))
      case .lost(let reason): noFiles.append(PoolFolder.NoFile(id: id, reason: reason))
      }
    }
    // Who only looks at what a first run would do leaves nothing behind.
    let isNew = setup.rehash || read.contains { !$0.reused } || known.count != read.count
    if isNew, Files.exists(directory.path(StoreName.store)) {
      try cache.save(read.map(\.entry))
    }
    let keepsUndecodable = !setup.spec.stages.embed.isBuiltIn
    let pixelLimit = setup.spec.pool.pixelLimit
    let images = read.map(\.entry).map { entry in
      let isTooLarge = entry.fault.isEmpty && entry.width * entry.height > pixelLimit
      let fault = isTooLarge ? "too_many_pixels" : entry.fault
      return ListedImage(
        id: entry.id, size: entry.size, digest: entry.digest, width: entry.width, height: entry.height,
        fault: fault.isEmpty ? nil : fault, isReadable: fault.isEmpty || keepsUndecodable && entry.size > 0)
    }
    return ListedPool(images: images, noFiles: noFiles, leftAside: found.leftAside)
  }

  /// The images but those that were erased, under whatever name their bytes come back.
  private static func without(_ erasures: Erasures, _ images: [ListedImage]) -> [ListedImage] {
    guard !erasures.records.isEmpty else { return images }
    let (ids, digests) = (erasures.images, erasures.digests)
    return images.filter { !ids.contains(Array($0.id.utf8)) && !digests.contains($0.digest.hex) }
  }

  private enum Found: Sendable {
    case read(HashCache.Entry, reused: Bool)
    /// It is gone since it was listed, or may not be read.
    case lost(String)
  }

  private static let sizeLimit = 1 << 30

  private static func entry(
    _ id: String, path: String, known: HashCache.Entry?, now: Int64
  ) throws -> Found {
    do {
      let status = try Files.status(path)
      if let known, known.size == status.size, known.modified == status.modified,
        known.inode == Int64(bitPattern: status.inode), known.modified / 1_000_000_000 < known.readAt
      {
        return .read(known, reused: true)
      }
      let bytes = try Files.read(path, limit: sizeLimit)
      var builder = DigestBuilder()
      builder.update(bytes)
      var entry = HashCache.Entry(
        id: id, size: bytes.count, modified: status.modified, inode: Int64(bitPattern: status.inode),
        readAt: now, digest: builder.finalize(), width: 0, height: 0, fault: "")
      do throws(ImagingError) {
        let header = try ImageDecoder.header(bytes)
        (entry.width, entry.height) = (header.width, header.height)
      } catch {
        entry.fault = error.imageFault
      }
      return .read(entry, reused: false)
    } catch let error as StorageError {
      guard let reason = error.imageFault else { throw error }
      return .lost(reason)
    }
  }

  /// - Throws: `DataError.badImageID` if a name cannot be an id.
  static func check(_ id: String) throws {
    if id.isEmpty { throw DataError.badImageID(id, .empty) }
    if id.unicodeScalars.contains("\u{FFFD}") { throw DataError.badImageID(id, .notUTF8) }
    if id.utf8.count > 1024 { throw DataError.badImageID(id, .tooLong) }
    if id.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) {
      throw DataError.badImageID(id, .controlCharacter)
    }
    if id.utf8.first == UInt8(ascii: "/") { throw DataError.badImageID(id, .absolute) }
    if id.split(separator: "/").contains("..") { throw DataError.badImageID(id, .parentFolder) }
  }
}

extension StorageError {
  /// What it says of one image, as a code for a table; nil where it says more of the machine than of the image.
  var imageFault: String? {
    switch self {
    case .missing: "missing_file"
    case .notAFile: "not_a_file"
    case .tooLarge: "too_large"
    case .system(_, _, EACCES), .system(_, _, EPERM): "unreadable_file"
    case .system(_, _, ELOOP), .system(_, _, ENOTDIR): "missing_file"
    default: nil
    }
  }
}
