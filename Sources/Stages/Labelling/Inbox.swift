import Engine
import Labelling
import Storage
import Texts

/// The folder that people drop returned files into, as one round of ingest sees it.
package struct Inbox {
  /// A returned file.
  struct File {
    /// Its path below the inbox.
    let name: String
    let bytes: [UInt8]
    let digest: Digest
  }

  /// The ending of a file by which a round is closed before all answers are in.
  static let closedEnding = ReturnedFile.closedEnding

  /// The name of the file that closes a round.
  static func closing(round: Int) -> String { "round-\(round)\(closedEnding)" }

  /// The files that no earlier round has taken in, by name.
  let files: [File]
  /// The files that hold no answers, and why, for people.
  let setAside: [(file: String, reason: String)]

  /// Reads the inbox of an iteration.
  ///
  /// - Throws: `StorageError`.
  init(_ scope: IterationScope, round: Int) throws {
    let folder = scope.directory.inbox(scope.iteration)
    guard Files.isDirectory(folder) else {
      files = []
      setAside = []
      return
    }
    var taken: Set<Digest> = []
    for earlier in stride(from: 1, to: round, by: 1) {
      for output in scope.manifest.record(StageName.ingest(earlier))?.outputs ?? []
      where output.path.hasPrefix("\(Catalogue.Folder.raw)/") {
        if let digest = Digest(hex: output.fileSHA256) { taken.insert(digest) }
      }
    }
    let contents = try Self.contents(folder)
    setAside = contents.stray
    files = try contents.names
      .map { name in
        let bytes = try Files.read("\(folder)/\(name)", limit: 1 << 30)
        var builder = DigestBuilder()
        builder.update(bytes)
        return File(name: name, bytes: bytes, digest: builder.finalize())
      }
      .filter { !taken.contains($0.digest) }
  }

  /// The files in a folder that are meant for us, links followed: none whose name, or whose folder's, begins with a dot, and
  /// none that programs leave there.
  ///
  /// - Throws: `StorageError`.
  package static func names(_ folder: String) throws -> [String] { try contents(folder).names }

  /// What is meant for us, and what is not.
  private static func contents(_ folder: String) throws -> (names: [String], stray: [(file: String, reason: String)]) {
    let contents = try FolderContents(of: folder, hidden: false)
    func isHidden(_ path: String) -> Bool { path.split(separator: "/").contains { $0.hasPrefix(".") } }
    var names: [String] = []
    var stray = contents.faults.filter { !isHidden($0.path) }.map { fault in
      (
        file: fault.path,
        reason: fault.problem == .leadsNowhere ? "it is a link that leads to no file" : "it is no regular file"
      )
    }
    for name in contents.files where !isHidden(name) {
      if let reason = try StrayFile.reason(name, path: "\(folder)/\(name)") {
        stray.append((name, reason))
      } else {
        names.append(name)
      }
    }
    return (names, stray.sortedByBytes(of: \.file))
  }

  /// Whether somebody has closed the round.
  func isClosed(round: Int) -> Bool {
    files.contains { $0.name.exact == Self.closing(round: round).exact }
  }

  /// What the files hold.
  func returned() throws -> ReturnedFiles {
    try ReturnedFiles(files.map { ($0.name, $0.bytes) })
  }
}
