import CPlatform
import Foundation

extension Files {
  /// Gives a file or folder another name on the same file system; a file of that name is replaced.
  ///
  /// - Throws: `StorageError.missing`, `link` if one is in the way, `system`.
  package static func move(_ path: String, to other: String) throws {
    try rename(Place(path, writing: true), as: Place(other, writing: true))
  }

  /// Gives a file a second name on the same file system.
  ///
  /// - Throws: `StorageError.missing`, `link` if one is in the way, `system` if the file system cannot or the name is taken.
  package static func link(_ path: String, as other: String) throws {
    let (from, to) = (try Place(path, writing: true), try Place(other, writing: true))
    guard linkat(from.number, from.name, to.number, to.name, 0) == 0 else { throw StorageError.last("link", other) }
  }

  static func rename(_ from: Place, as to: Place) throws {
    guard renameat(from.number, from.name, to.number, to.name) == 0 else { throw StorageError.last("rename", to.path) }
  }

  /// Exchanges two names; the result is 0 or a code of `errno`.
  static func exchange(_ from: Place, _ to: Place) -> Int32 {
    winnow_rename_exchange(from.number, from.name, to.number, to.name)
  }

  static func unlink(_ place: Place) throws {
    guard unlinkat(place.number, place.name, 0) == 0 || errno == ENOENT else {
      throw StorageError.last("unlink", place.path)
    }
  }

  /// The path that a link leads to in the end, nil if that is not there.
  static func target(of path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(validatingCString: resolved)
  }
}
