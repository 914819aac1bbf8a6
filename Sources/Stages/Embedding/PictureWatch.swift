import Columnar
import Labelling
import Storage
import Texts

/// Notices pictures whose files change while a program of the user's reads them.
///
/// Such a program does not say which bytes it saw. What is kept under a hash must come from the bytes that have it: a file
/// is trusted as long as it is as it was when the pool was listed, by size, time of modification and inode.
struct PictureWatch {
  /// One file, and how it was before the program began; nil where there is none, as with a pool that is a table.
  private struct Watched {
    let row: Int
    let path: String
    let before: FileStatus?
  }

  /// Rows of the pool whose files hold other bytes already.
  let changedBefore: [Int]
  private let watched: [Watched]

  /// Looks at some pictures before a program does.
  ///
  /// - Parameters:
  ///   - rows: Rows of the pool.
  ///   - pool: The pool.
  ///   - root: The folder that its ids are relative to.
  ///   - listed: How the files were when they were hashed, where that is known.
  /// - Throws: Nothing for a file that is not there; `StorageError` if one that looks changed cannot be hashed.
  init(_ rows: [Int], of pool: PoolTable, root: String, listed: [ExactText: HashCache.Entry]) throws {
    var changed: [Int] = []
    var watched: [Watched] = []
    for row in rows {
      let path = "\(root)/\(pool.ids[row])"
      let status = try? Files.status(path)
      if let status, let entry = listed[pool.ids[row].exact], entry.digest == pool.digests[row],
        !Self.isSame(status, entry), try Files.digest(of: path).digest != pool.digests[row]
      {
        changed.append(row)
      } else {
        watched.append(Watched(row: row, path: path, before: status))
      }
    }
    changedBefore = changed
    self.watched = watched
  }

  /// The rows to hand to the program.
  var unchanged: [Int] { watched.map(\.row) }

  /// The rows whose files are not as they were.
  func changed() -> [Int] {
    watched.filter { !Self.isSame(try? Files.status($0.path), $0.before) }.map(\.row)
  }

  private static func isSame(_ status: FileStatus, _ entry: HashCache.Entry) -> Bool {
    status.size == entry.size && status.modified == entry.modified
      && Int64(bitPattern: status.inode) == entry.inode
  }

  private static func isSame(_ now: FileStatus?, _ before: FileStatus?) -> Bool {
    now?.size == before?.size && now?.modified == before?.modified && now?.inode == before?.inode
  }
}
