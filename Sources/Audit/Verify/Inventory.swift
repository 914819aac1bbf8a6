import Storage
import Texts

/// What lies below a folder, links and other things that are no files included; nothing is opened but folders.
struct Inventory {
  /// Something that lies there.
  struct Entry {
    /// The path below the data directory.
    let path: String
    let status: FileStatus
  }

  /// Everything but folders, in the order of the UTF-8 bytes of the paths.
  private(set) var entries: [Entry] = []
  /// The folders below the one that was asked for.
  private(set) var folders: [String] = []
  /// Folders that could not be listed to the end.
  private(set) var findings: [Finding] = []

  /// Walks below `folder`, a path below `root`; nothing if it is not there.
  init(root: String, folder: String) {
    guard Files.isDirectory("\(root)/\(folder)") else { return }
    var pending = [folder]
    while let path = pending.popLast() {
      let names: [String]
      do {
        names = try Files.list("\(root)/\(path)")
      } catch {
        findings.append(Self.finding(path, root: root, error))
        continue
      }
      for name in names {
        let below = "\(path)/\(name)"
        let status: FileStatus
        do {
          status = try Files.status("\(root)/\(below)", followingLinks: false)
        } catch StorageError.missing {
          // Taken away since it was listed.
          continue
        } catch {
          findings.append(Self.finding(below, root: root, error))
          continue
        }
        if status.kind == .directory {
          pending.append(below)
          folders.append(below)
        } else {
          entries.append(Entry(path: below, status: status))
        }
      }
    }
    entries.sortByBytes(of: \.path)
    folders.sortByBytes()
  }

  /// The finding for an error of storage; of a link in the way, the link's own.
  static func finding(
    _ path: String, root: String, iteration: Int? = nil, stage: String? = nil, _ error: any Error
  ) -> Finding {
    guard case StorageError.link(let link) = error, link.utf8.starts(with: "\(root)/".utf8) else {
      return Finding(path, iteration: iteration, stage: stage, problem(error))
    }
    let below = String(decoding: link.utf8.dropFirst(root.utf8.count + 1), as: UTF8.self)
    return Finding(below, iteration: iteration, stage: stage, .link)
  }

  /// What is wrong, for an error of storage.
  static func problem(_ error: any Error) -> Finding.Problem {
    switch error {
    case StorageError.missing: .missing
    case StorageError.notAFile, StorageError.notADirectory: .notAFile
    case StorageError.link: .link
    case StorageError.system(_, _, let errno): .unreadable(errno: errno)
    case StorageError.nameNotUTF8(_, let name): .name(name)
    case StorageError.truncated(_, _, let count, let size): .size(expected: count, found: size)
    default: .form
    }
  }
}
