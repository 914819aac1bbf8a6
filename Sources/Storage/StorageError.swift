import Foundation

/// Why a file could not be read or written.
package enum StorageError: Error, Equatable, Sendable {
  /// A system call failed; `operation` is its name.
  case system(operation: String, path: String, errno: Int32)
  /// There is nothing at `path`.
  case missing(path: String)
  /// What is at `path` is not a regular file.
  case notAFile(path: String)
  /// What is at `path` is not a directory.
  case notADirectory(path: String)
  /// What is at `path` is a link, where none is followed.
  case link(path: String)
  /// The file is larger than may be read at once; both in bytes.
  case tooLarge(path: String, size: Int, limit: Int)
  /// The file ends before `offset + count`.
  case truncated(path: String, offset: Int, count: Int, size: Int)
  /// The directory holds a name that is not UTF-8; `name` shows it repaired.
  case nameNotUTF8(directory: String, name: String)
  /// Another process holds the lock; `holder` is what it wrote about itself.
  case locked(path: String, holder: String)
  /// `store.json` does not hold a layout and a pipeline.
  case unreadableLayout(path: String)
  /// The data directory was written by a later version.
  case newerLayout(path: String, found: Int, supported: Int)
  /// `store.json` names features that this version does not know; `toWrite`: it can be read, but not written to.
  case unknownFeatures(path: String, names: [String], toWrite: Bool)
  /// The data directory belongs to another pipeline.
  case otherPipeline(path: String, found: String, expected: String)

  /// The error of a system call that has just failed.
  static func last(_ operation: String, _ path: String) -> StorageError {
    of(errno, operation, path)
  }

  /// The error for a code of `errno`.
  static func of(_ code: Int32, _ operation: String, _ path: String) -> StorageError {
    code == ENOENT ? .missing(path: path) : .system(operation: operation, path: path, errno: code)
  }
}
