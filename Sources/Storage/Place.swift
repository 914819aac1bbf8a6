import CPlatform
import Foundation

/// A name in a folder, for the system calls that take a folder's descriptor.
///
/// On our own ground the folder is held open, having been reached without following a link; elsewhere the name is the
/// path and everything is as the system has it.
struct Place {
  /// The path, for errors.
  let path: String
  /// The name in the folder.
  let name: String
  /// Whether no link is followed here.
  var isOwn: Bool { folder != nil }
  private let folder: Descriptor?

  /// The folder's descriptor.
  var number: Int32 { folder?.number ?? AT_FDCWD }

  /// Finds the folder of a path.
  ///
  /// - Parameters:
  ///   - path: Any path.
  ///   - writing: Whether something is to be made, changed or removed there.
  /// - Throws: `StorageError.missing` if the folder is not there, `link` if a link is in the way, `notADirectory`, `system`.
  init(_ path: String, writing: Bool) throws {
    self.path = path
    guard let (root, below) = OwnGround.division(of: path, writing: writing) else {
      folder = nil
      name = path
      return
    }
    var reached = 0
    let number = winnow_open_folder_of(root, below, &reached)
    let part = "\(root)/\(String(decoding: below.utf8.prefix(reached), as: UTF8.self))"
    guard number >= 0 else {
      switch -number {
      case ELOOP: throw StorageError.link(path: part)
      case ENOTDIR: throw StorageError.notADirectory(path: reached == 0 ? root : part)
      default: throw StorageError.of(-number, "open", path)
      }
    }
    folder = Descriptor(number: number, path: Files.parent(of: path))
    let last = below.utf8.dropFirst(reached).prefix { $0 != UInt8(ascii: "/") }
    guard !last.elementsEqual("..".utf8) else { throw StorageError.of(EXDEV, "open", path) }
    name = String(decoding: last, as: UTF8.self)
  }

  /// Another name in the same folder.
  private init(path: String, name: String, folder: Descriptor?) {
    self.path = path
    self.name = name
    self.folder = folder
  }

  /// The place called `path`, which is in the same folder.
  func beside(_ path: String) -> Place {
    let name = path.utf8.split(separator: UInt8(ascii: "/")).last.map { String(decoding: $0, as: UTF8.self) } ?? path
    return Place(path: path, name: isOwn ? name : path, folder: folder)
  }

  /// The place of an entry of `folder`, which is what lies here.
  func inside(_ folder: Descriptor, _ name: String) -> Place {
    Place(path: "\(path)/\(name)", name: name, folder: folder)
  }

  /// What the file system says of what is there; of a link, on our own ground, always the link.
  ///
  /// - Throws: `StorageError.missing`, `system`.
  func status(followingLinks: Bool = false) throws -> FileStatus {
    var raw = stat()
    guard fstatat(number, name, &raw, followingLinks && !isOwn ? 0 : AT_SYMLINK_NOFOLLOW) == 0 else {
      throw StorageError.last("stat", path)
    }
    return FileStatus(raw)
  }

  /// Refuses a link on our own ground.
  ///
  /// - Throws: `StorageError.link`.
  func refuseLink() throws {
    guard isOwn, let status = try? status(), status.kind == .link else { return }
    throw StorageError.link(path: path)
  }
}
