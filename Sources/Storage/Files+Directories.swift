import Foundation
import Texts

extension Files {
  /// An entry of a directory.
  struct Entry {
    let name: String
    let kind: FileStatus.Kind
  }

  /// Creates a directory with its parents; one that is there is no error.
  ///
  /// - Throws: `StorageError.notADirectory` if a file is in the way, `link` if a link is that may not be followed, `system`.
  package static func createDirectory(_ path: String) throws {
    let above = parent(of: path)
    let isNew: Bool
    do {
      isNew = try makeDirectory(path)
    } catch StorageError.missing where above != path && above != "." {
      try createDirectory(above)
      isNew = try makeDirectory(path)
    }
    if isNew { return try fsyncDirectory(above) }
    let place = try Place(path, writing: true)
    try place.refuseLink()
    guard (try? place.status(followingLinks: true))?.kind == .directory else {
      throw StorageError.notADirectory(path: path)
    }
  }

  /// Creates a directory in one that is there.
  ///
  /// - Returns: False if something has this name already.
  /// - Throws: `StorageError.missing`, `notADirectory`, `link`, `system`.
  static func makeDirectory(_ path: String) throws -> Bool {
    let place = try Place(path, writing: true)
    if mkdirat(place.number, place.name, 0o755) == 0 { return true }
    switch errno {
    case EEXIST: return false
    case ENOTDIR: throw StorageError.notADirectory(path: parent(of: path))
    default: throw StorageError.last("mkdir", path)
    }
  }

  /// The names in a directory, in the order of their UTF-8 bytes.
  ///
  /// - Throws: `StorageError.missing`, `notADirectory`, `nameNotUTF8`, `system`.
  package static func list(_ directory: String) throws -> [String] {
    try entries(directory).map(\.name).sortedByBytes()
  }

  /// The regular files below a directory, as paths relative to it, in the order of their UTF-8 bytes.
  ///
  /// Links are neither followed nor listed.
  ///
  /// - Throws: `StorageError.missing`, `notADirectory`, `nameNotUTF8`, `system`.
  package static func walk(_ directory: String) throws -> [String] {
    var found: [String] = []
    var pending = [""]
    while let prefix = pending.popLast() {
      for entry in try entries(prefix.isEmpty ? directory : "\(directory)/\(prefix)") {
        let path = prefix.isEmpty ? entry.name : "\(prefix)/\(entry.name)"
        switch entry.kind {
        case .regular: found.append(path)
        case .directory: pending.append(path)
        case .link, .other: continue
        }
      }
    }
    return found.sortedByBytes()
  }

  /// Brings a directory's entries to the disk.
  ///
  /// - Throws: `StorageError.missing`, `system`.
  package static func fsyncDirectory(_ path: String) throws {
    try Descriptor(path, O_RDONLY | O_DIRECTORY).sync()
  }

  /// Brings every file and directory below `path`, and itself, to the disk.
  ///
  /// - Throws: `StorageError`.
  package static func fsyncTree(_ path: String) throws {
    guard try status(path, followingLinks: false).kind == .directory else {
      try Descriptor(path, O_RDONLY | O_NOFOLLOW).sync()
      return
    }
    for entry in try entries(path) where entry.kind == .regular || entry.kind == .directory {
      try fsyncTree("\(path)/\(entry.name)")
    }
    try fsyncDirectory(path)
  }

  /// Gives a finished file or folder its name, in a single step: readers see the old or the new, never half of one.
  ///
  /// All of it is brought to the disk first and the renaming after. What had the name before is removed; a link is refused
  /// where none is followed.
  ///
  /// - Parameters:
  ///   - staged: Where it was written; on the same file system.
  ///   - final: The name it is to have.
  /// - Throws: `StorageError`.
  package static func publish(_ staged: String, as final: String) throws {
    try fsyncTree(staged)
    let (from, to) = (try Place(staged, writing: true), try Place(final, writing: true))
    try to.refuseLink()
    if (try? to.status()) == nil {
      try rename(from, as: to)
      try fsyncDirectory(parent(of: final))
    } else {
      let code = exchange(from, to)
      switch code {
      case 0:
        try fsyncDirectory(parent(of: final))
        try remove(staged)
      case EINVAL, ENOSYS:
        // A file system that cannot exchange: for an instant the name is missing, which a reader takes for "not
        // there yet".
        let old = from.beside("\(staged).old")
        try remove(old.path)
        try rename(to, as: old)
        try rename(from, as: to)
        try fsyncDirectory(parent(of: final))
        try remove(old.path)
      default: throw StorageError.of(code, "renameat2", final)
      }
    }
    try? fsyncDirectory(parent(of: staged))
  }
}
