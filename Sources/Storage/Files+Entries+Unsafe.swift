import Foundation
import Texts

extension Files {
  /// The entries of a directory, in the order that the file system gives.
  ///
  /// - Throws: `StorageError.missing`, `notADirectory`, `link`, `nameNotUTF8`, `system`.
  static func entries(_ directory: String) throws -> [Entry] {
    let place = try Place(directory, writing: false)
    let folder: Descriptor
    do {
      folder = try Descriptor(place, O_RDONLY | O_DIRECTORY | O_NONBLOCK)
    } catch StorageError.system(_, _, ENOTDIR) {
      throw StorageError.notADirectory(path: directory)
    }
    // The stream closes the descriptor that it is given.
    let listed = fcntl(folder.number, F_DUPFD_CLOEXEC, 0)
    guard listed >= 0 else { throw StorageError.last("fcntl", directory) }
    guard let stream = fdopendir(listed) else {
      let code = errno
      close(listed)
      throw StorageError.of(code, "fdopendir", directory)
    }
    defer { closedir(stream) }
    var found: [Entry] = []
    while true {
      errno = 0
      guard let entry = readdir(stream) else {
        guard errno == 0 else { throw StorageError.last("readdir", directory) }
        return found
      }
      let kind = Int32(entry.pointee.d_type)
      let name = try withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        let text = bytes.prefix { $0 != 0 }
        guard let name = UTF8Form.text(text) else {
          throw StorageError.nameNotUTF8(directory: directory, name: String(decoding: text, as: UTF8.self))
        }
        return name
      }
      if name == "." || name == ".." { continue }
      switch kind {
      case Int32(DT_REG): found.append(Entry(name: name, kind: .regular))
      case Int32(DT_DIR): found.append(Entry(name: name, kind: .directory))
      case Int32(DT_LNK): found.append(Entry(name: name, kind: .link))
      default:
        // Some file systems do not say.
        let kind = (try? place.inside(folder, name).status())?.kind ?? .other
        found.append(Entry(name: name, kind: kind))
      }
    }
  }
}
