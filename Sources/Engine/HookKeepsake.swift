import Storage

/// What a data directory has on record, as it is before a hook begins: a hook is any program and may write anywhere.
///
/// Looked at by size, time and inode, which costs little and shows it at once; what a program hides from these `winnow verify`
/// finds by digests.
struct HookKeepsake {
  private let files: [(path: String, before: FileStatus)]

  /// Remembers the files of iterations, embeddings, corrections and erasures.
  ///
  /// - Parameter root: The data directory.
  /// - Throws: `StorageError` where a folder cannot be looked through: what is not watched could be changed unseen.
  init(root: String) throws {
    var paths = ["\(root)/\(StoreName.store)"]
    for folder in ["iterations", "embeddings", "corrections", "erasures"] {
      guard Files.isDirectory("\(root)/\(folder)") else { continue }
      paths += try Files.walk("\(root)/\(folder)").filter { !Self.isLog("\(folder)/\($0)") }
        .map { "\(root)/\(folder)/\($0)" }
    }
    files = paths.compactMap { path in
      (try? Files.status(path, followingLinks: false)).map { (path, $0) }
    }
  }

  /// The first file that is not what it was, nil if all are.
  func changed() -> String? {
    files.first { path, before in
      let now = try? Files.status(path, followingLinks: false)
      // Not by the time of its entry: a backup that gives it a second name meanwhile does no harm.
      return now?.size != before.size || now?.modified != before.modified || now?.inode != before.inode
    }?.path
  }

  /// The logs are written while hooks run, and nothing is made from them.
  private static func isLog(_ path: String) -> Bool {
    let parts = path.split(separator: "/")
    return parts.count > 2 && parts[0] == "iterations" && (parts[2] == "logs" || parts[2] == StoreName.runLog)
  }
}
