import Foundation

/// What the file system says of a file.
package struct FileStatus: Sendable, Equatable {
  /// What kind of file it is.
  package enum Kind: Sendable, Equatable {
    case regular
    case directory
    case link
    case other
  }

  /// What it is.
  package let kind: Kind
  /// Its size in bytes.
  package let size: Int
  /// How many of its bytes are on the disk; fewer than `size` if it has holes.
  package let allocated: Int
  /// When its content last changed, in nanoseconds since 1970.
  package let modified: Int64
  /// When its content or its entry last changed, in nanoseconds since 1970.
  package let changed: Int64
  /// Its number on its device.
  package let inode: UInt64
  /// The device it is on.
  package let device: UInt64
  /// How many names it has.
  package let names: Int

  init(_ raw: stat) {
    kind =
      switch raw.st_mode & S_IFMT {
      case S_IFREG: .regular
      case S_IFDIR: .directory
      case S_IFLNK: .link
      default: .other
      }
    size = Int(raw.st_size)
    allocated = Int(raw.st_blocks) * 512
    #if canImport(Darwin)
      modified = Int64(raw.st_mtimespec.tv_sec) &* 1_000_000_000 &+ Int64(raw.st_mtimespec.tv_nsec)
      changed = Int64(raw.st_ctimespec.tv_sec) &* 1_000_000_000 &+ Int64(raw.st_ctimespec.tv_nsec)
    #else
      modified = Int64(raw.st_mtim.tv_sec) &* 1_000_000_000 &+ Int64(raw.st_mtim.tv_nsec)
      changed = Int64(raw.st_ctim.tv_sec) &* 1_000_000_000 &+ Int64(raw.st_ctim.tv_nsec)
    #endif
    inode = UInt64(raw.st_ino)
    device = UInt64(truncatingIfNeeded: raw.st_dev)
    names = Int(raw.st_nlink)
  }
}
