import Engine
import Storage

/// `corrections/`: each file is called by the SHA-256 of its bytes, so that it needs no record to be checked by.
struct CorrectionFiles {
  /// The folder below the data directory.
  static let folder = "corrections"

  private let root: String
  /// The digests of those that iterations have taken in.
  private let taken: Set<String>

  init(root: String, iterations: [IterationRecord]) {
    self.root = root
    taken = Set(
      iterations.flatMap(\.records).flatMap(\.components).filter { $0.name.hasPrefix("input \(Self.folder)/") }
        .map(\.value))
  }

  /// Whether a path lies in the folder.
  static func isOne(_ path: String) -> Bool { path.utf8.starts(with: "\(folder)/".utf8) }

  /// Reports files that are not what their names say, and names those that wait.
  func look(at entries: [Inventory.Entry], _ findings: inout [Finding], _ remarks: inout [Remark]) {
    for entry in entries where Self.isOne(entry.path) {
      let name = String(entry.path.dropFirst(Self.folder.count + 1))
      if name.hasPrefix("."), name.hasSuffix(".tmp"), entry.status.kind == .regular {
        remarks.append(Remark(entry.path, .leftover))
        continue
      }
      // Links are named by themselves.
      if entry.status.kind == .link { continue }
      guard entry.status.kind == .regular, let digest = try? Files.digest(of: "\(root)/\(entry.path)").digest.hex else {
        findings.append(Finding(entry.path, .notAFile))
        continue
      }
      if name != "\(digest).json" {
        findings.append(Finding(entry.path, .partName))
      } else if !taken.contains(digest) {
        remarks.append(Remark(entry.path, .correctionWaits))
      }
    }
  }
}
