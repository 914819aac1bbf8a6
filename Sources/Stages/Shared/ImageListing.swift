import Columnar
import Engine
import Foundation
import Imaging
import Labelling
import Parallel
import Storage
import Synchronization

/// An image file of the pool's folder.
struct ListedImage: Sendable {
  let id: String
  let size: Int
  let digest: Digest
  /// Whether it can be a picture: its header could be read, or a table vouches for it.
  let isReadable: Bool
  /// Zero if it is not known.
  let width: Int
  let height: Int
  /// Why it cannot be a picture, as a code; empty if it can.
  var problem = ""
}

/// What an image file holds: its digest, and its header or why there is none.
private struct Content {
  /// A larger file is no picture for us.
  private static let limit = 1 << 30

  let digest: Digest
  let size: Int
  let header: ImageHeader?
  let problem: String

  init(_ path: String, size: Int) throws {
    guard size <= Self.limit else {
      (digest, self.size) = try Files.digest(of: path)
      (header, problem) = (nil, "file_too_large")
      return
    }
    let bytes = try Files.read(path, limit: Self.limit)
    var builder = DigestBuilder()
    builder.update(bytes)
    digest = builder.finalize()
    self.size = bytes.count
    do {
      (header, problem) = (try ImageDecoder.header(bytes), "")
    } catch {
      (header, problem) = (nil, error.code)
    }
  }
}

/// Lists the images of a folder with their hashes, reading only those that are not known unchanged.
///
/// A file is recognised as git's index does it: by size, time of modification and inode, and only if it was modified
/// before the second in which it was read.
final class ImageListing: Sendable {
  private let setup: StageSetup
  private let threads: Int
  private let memo = Mutex<[ListedImage]?>(nil)

  init(_ setup: StageSetup, threads: Int) {
    self.setup = setup
    self.threads = threads
  }

  /// The images by id, hashed at most once in this process.
  ///
  /// - Parameter directory: Where the cache is kept.
  /// - Returns: One entry an image file.
  /// - Throws: `DataError` if the folder is missing, has no image, or a name cannot be an id; `StorageError`.
  func images(_ directory: DataDirectory) throws -> [ListedImage] {
    if let known = memo.withLock({ $0 }) { return known }
    let erasures = try Erasures(root: directory.root)
    if let table = setup.poolTable {
      let images = Self.without(erasures, try PoolListing(table).images)
      memo.withLock { $0 = images }
      return images
    }
    let root = setup.root
    let glob = setup.spec.pool.images ?? ""
    guard Files.isDirectory(root) else { throw DataError.folderMissing(path: root, purpose: "pool.root") }
    let pattern = Glob(glob)
    let erased = erasures.images
    let ids = try Files.walk(root).filter { pattern.matches($0) && !erased.contains(Array($0.utf8)) }
    guard !ids.isEmpty else { throw DataError.noImages(root: root, pattern: glob) }
    for id in ids { try Self.check(id) }
    let cache = HashCache(directory: directory, root: root)
    let known = setup.rehash ? [:] : cache.load()
    let now = Int64(Date().timeIntervalSince1970)

    let block = 64
    let found = try Parallel.map((ids.count + block - 1) / block, threads: threads) { number in
      try ids[number * block..<min(ids.count, (number + 1) * block)].map { id in
        try Self.entry(id, path: "\(root)/\(id)", known: known[id.exact], now: now)
      }
    }.flatMap(\.self)
    if setup.rehash || found.contains(where: { !$0.reused }) || known.count != found.count {
      try cache.save(found.map(\.entry))
    }
    let pixelLimit = setup.spec.pool.pixelLimit
    let images = Self.without(
      erasures,
      found.map(\.entry).map { entry in
        let isTooLarge = entry.problem.isEmpty && entry.width * entry.height > pixelLimit
        let problem = isTooLarge ? "too_many_pixels" : entry.problem
        return ListedImage(
          id: entry.id, size: entry.size, digest: entry.digest, isReadable: problem.isEmpty, width: entry.width,
          height: entry.height, problem: problem)
      })
    memo.withLock { $0 = images }
    return images
  }

  /// The images but those that were erased, under whatever name their bytes come back.
  private static func without(_ erasures: Erasures, _ images: [ListedImage]) -> [ListedImage] {
    guard !erasures.records.isEmpty else { return images }
    let (ids, digests) = (erasures.images, erasures.digests)
    return images.filter { !ids.contains(Array($0.id.utf8)) && !digests.contains($0.digest.hex) }
  }

  private static func entry(
    _ id: String, path: String, known: HashCache.Entry?, now: Int64
  ) throws -> (entry: HashCache.Entry, reused: Bool) {
    let status = try Files.status(path)
    if let known, known.size == status.size, known.modified == status.modified,
      known.inode == Int64(bitPattern: status.inode), known.modified / 1_000_000_000 < known.readAt
    {
      return (known, true)
    }
    let file = try Content(path, size: status.size)
    return (
      HashCache.Entry(
        id: id, size: file.size, modified: status.modified, inode: Int64(bitPattern: status.inode), readAt: now,
        digest: file.digest, width: file.header?.width ?? 0, height: file.header?.height ?? 0, problem: file.problem),
      false
    )
  }

  /// - Throws: `DataError.badImageID` if a name cannot be an id.
  static func check(_ id: String) throws {
    if id.isEmpty { throw DataError.badImageID(id, .empty) }
    if id.unicodeScalars.contains("\u{FFFD}") { throw DataError.badImageID(id, .notUTF8) }
    if id.utf8.count > 1024 { throw DataError.badImageID(id, .tooLong) }
    if id.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) {
      throw DataError.badImageID(id, .controlCharacter)
    }
    if id.split(separator: "/").contains("..") { throw DataError.badImageID(id, .parentFolder) }
  }
}
