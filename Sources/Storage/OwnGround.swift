import Synchronization

/// Where no link is followed: the engine's own folders and files in the data directories that this process has opened.
///
/// A link in their place would have its target emptied, overwritten or read as if it were ours. What is given to all
/// file operations is a path, so that they ask here whether it is such a one. The process has one list, since it has one
/// file system. `inbox/` is people's: what lies there is read through links, and nothing is written through one. All else
/// in a data directory is somebody else's.
enum OwnGround {
  private struct Root {
    let path: [UInt8]
    let followsLinks: Bool
  }

  /// What the engine makes in a data directory itself.
  private static let own = [
    "iterations", "embeddings", "cache", "staging", "corrections", "erasures", StoreName.pictures, StoreName.lock,
    StoreName.store,
    StoreName.temporary(StoreName.store),
  ].map { Array($0.utf8) }
  private static let inbox = Array("inbox".utf8)

  private static let roots = Mutex<[Root]>([])

  /// Records that a data directory lies at `root`; the first record of it holds.
  ///
  /// - Parameters:
  ///   - root: Its path, as it will stand at the beginning of others.
  ///   - followsLinks: Whether links in it are followed all the same: it is made of links to another one.
  static func declare(_ root: String, followsLinks: Bool = false) {
    let path = Array(root.utf8)
    roots.withLock { roots in
      guard !roots.contains(where: { $0.path == path }) else { return }
      roots.append(Root(path: path, followsLinks: followsLinks))
    }
  }

  /// Divides a path into the data directory and what follows.
  ///
  /// - Parameters:
  ///   - path: Any path.
  ///   - writing: Whether something is to be made, changed or removed there.
  /// - Returns: Nil if links are followed there.
  static func division(of path: String, writing: Bool) -> (root: String, below: String)? {
    var path = path
    return path.withUTF8 { bytes in
      roots.withLock { roots in
        // The innermost counts.
        var best: Root?
        for known in roots where known.path.count > (best?.path.count ?? -1) && holds(bytes, below: known.path) {
          best = known
        }
        guard let best, !best.followsLinks else { return nil }
        let below = bytes[best.path.count...].drop { $0 == UInt8(ascii: "/") }
        let first = below.prefix { $0 != UInt8(ascii: "/") }
        let isOwn = own.contains { $0.elementsEqual(first) } || writing && first.elementsEqual(inbox)
        guard isOwn else { return nil }
        return (String(decoding: best.path, as: UTF8.self), String(decoding: below, as: UTF8.self))
      }
    }
  }

  private static func holds(_ path: UnsafeBufferPointer<UInt8>, below root: [UInt8]) -> Bool {
    path.count > root.count + 1 && path[root.count] == UInt8(ascii: "/") && path.starts(with: root)
  }
}
