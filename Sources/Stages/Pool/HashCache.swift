import Columnar
import Imaging
import Labelling
import Storage
import Texts

/// Remembers the hashes of image files.
///
/// It lies outside the iterations, enters no digest and may be deleted at any time.
struct HashCache {
  struct Entry: Sendable {
    let id: String
    let size: Int
    let modified: Int64
    let inode: Int64
    /// The second in which the file was read.
    let readAt: Int64
    let digest: Digest
    /// Zero if the header could not be read.
    var width: Int
    var height: Int
    /// Why it could not; empty if it could.
    var fault: String
  }

  private let path: String

  /// The cache of the images below `root`.
  init(directory: DataDirectory, root: String) {
    var builder = DigestBuilder()
    builder.update(root)
    path = directory.path("cache/images-\(builder.finalize().hex.prefix(16)).parquet")
  }

  /// What is remembered, by the bytes of the id; nothing if there is no cache or it cannot be read.
  func load() -> [ExactText: Entry] {
    guard Files.exists(path), let table = try? TableIO.read(path, schema: Tables.hashCache),
      let ids = try? table.strings("image_id"), let sizes = try? table.int64s("size_bytes"),
      let modified = try? table.int64s("modified_ns"), let inodes = try? table.int64s("inode"),
      let read = try? table.int64s("read_at_s"), let digests = try? table.digests("sha256"),
      let widths = try? table.int32s("width"), let heights = try? table.int32s("height"),
      let faults = try? table.strings("fault"), let decoders = try? table.strings("decoder")
    else { return [:] }
    var entries: [ExactText: Entry] = [:]
    entries.reserveCapacity(ids.count)
    // Another build may read what this one cannot, and see another size.
    for row in 0..<ids.count where decoders[row].equalsByBytes(ImageDecoder.headerVersion) {
      let id = ids[row]
      // What has neither a size nor a fault, nobody of ours has written.
      guard faults[row].isEmpty == (widths[row] > 0 && heights[row] > 0) else { continue }
      entries[id.exact] = Entry(
        id: id, size: Int(sizes[row]), modified: modified[row], inode: inodes[row], readAt: read[row],
        digest: digests[row], width: Int(widths[row]), height: Int(heights[row]), fault: faults[row])
    }
    return entries
  }

  /// Remembers `entries`, which ascend by id, if there is room.
  ///
  /// - Throws: `ColumnarError` if they do not ascend; `StorageError.link` if a link is in the cache's place.
  func save(_ entries: [Entry]) throws {
    let table = try Table(
      schema: Tables.hashCache,
      columns: [
        .strings(entries.map(\.id)), .int64s(entries.map { Int64($0.size) }), .int64s(entries.map(\.modified)),
        .int64s(entries.map(\.inode)), .int64s(entries.map(\.readAt)), .digests(entries.map(\.digest)),
        .int32s(entries.map { Int32(clamping: $0.width) }), .int32s(entries.map { Int32(clamping: $0.height) }),
        .strings(entries.map(\.fault)), .strings(entries.map { _ in ImageDecoder.headerVersion }),
      ])
    do {
      try Files.createDirectory(Files.parent(of: path))
      _ = try TableIO.write(table, to: path)
    } catch let error as StorageError {
      if case .link = error { throw error }
      // Another process is writing what it has found, or the disk is full or read-only: it costs time, nothing else.
    }
  }
}
