import Storage

/// Which stages, manifests and parts are in place: two that are equal were taken with nothing put into place in between.
///
/// Everything appears by renaming, so names, inodes and times of the folders' entries show it, without a file being opened.
struct Generation: Equatable {
  private struct Entry: Equatable {
    let path: [UInt8]
    let inode: UInt64
    let changed: Int64
  }

  private let entries: [Entry]

  /// Looks at the data directory at `root`.
  init(root: String) {
    var entries: [Entry] = []
    var pending = ["iterations", "embeddings"].map { ($0, 2) }
    while let (folder, depth) = pending.popLast() {
      for name in (try? Files.list("\(root)/\(folder)")) ?? [] {
        let path = "\(folder)/\(name)"
        guard let status = try? Files.status("\(root)/\(path)", followingLinks: false) else { continue }
        entries.append(Entry(path: Array(path.utf8), inode: status.inode, changed: status.changed))
        if depth > 1, status.kind == .directory { pending.append((path, depth - 1)) }
      }
    }
    self.entries = entries
  }
}
