import Engine
import Storage

/// Links in a data directory: below it none is followed, so that one in the place of a folder or file of ours is damage.
///
/// In `inbox/` people may have them, and in its working folder and checkpoints a hook.
package struct Links {
  /// The folders in which none of ours may be.
  static let folders = [
    "iterations", "embeddings", "cache", "staging", StoreName.pictures, CorrectionFiles.folder, Erasures.folder,
  ]
  /// Where people's files come in.
  static let inbox = "inbox"

  /// Those in the place of something of ours.
  package private(set) var findings: [Finding] = []
  /// Those that people or hooks may have.
  package private(set) var remarks: [Remark] = []

  /// Looks at what lies below a data directory, and in it.
  package init(root: String) {
    let top = [StoreName.lock, StoreName.store] + Self.folders
    let linked = (top + [Self.inbox]).filter { Self.isLink("\(root)/\($0)") }
    findings += linked.filter { $0 != Self.inbox }.map { Finding($0, .link) }
    if linked.contains(Self.inbox) { remarks.append(Remark(Self.inbox, .inboxLink)) }
    for folder in Self.folders + [Self.inbox] where !linked.contains(folder) {
      for entry in Inventory(root: root, folder: folder).entries where entry.status.kind == .link {
        if folder == Self.inbox {
          remarks.append(Remark(entry.path, .inboxLink))
        } else if Self.isHooks(entry.path) {
          remarks.append(Remark(entry.path, .hookLink))
        } else {
          findings.append(Finding(entry.path, iteration: UnexpectedFiles.iteration(of: entry.path), .link))
        }
      }
    }
  }

  private static func isLink(_ path: String) -> Bool {
    (try? Files.status(path, followingLinks: false))?.kind == .link
  }

  /// Whether a path lies in a folder that is a hook's own.
  private static func isHooks(_ path: String) -> Bool {
    let parts = path.split(separator: "/")
    return parts.count > 2 && parts[0] == "staging"
      || parts.count > 3 && parts[0] == "cache" && parts[1] == "checkpoints"
  }
}
