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
  static let closedEnding = ".closed"

  /// The name of the file that closes a round.
  static func closing(round: Int) -> String { "round-\(round)\(closedEnding)" }

  /// The files that no earlier round has taken in, by name.
  let files: [File]

  /// Reads the inbox of an iteration.
  ///
  /// - Throws: `StorageError`.
  init(_ scope: IterationScope, round: Int) throws {
    let folder = scope.directory.inbox(scope.iteration)
    guard Files.isDirectory(folder) else {
      files = []
      return
    }
    var taken: Set<Digest> = []
    for earlier in stride(from: 1, to: round, by: 1) {
      for output in scope.manifest.record(StageName.ingest(earlier))?.outputs ?? []
      where output.path.hasPrefix("\(Catalogue.Folder.raw)/") {
        if let digest = Digest(hex: output.fileSHA256) { taken.insert(digest) }
      }
    }
    files = try Self.names(folder)
      .map { name in
        let bytes = try Files.read("\(folder)/\(name)", limit: 1 << 30)
        var builder = DigestBuilder()
        builder.update(bytes)
        return File(name: name, bytes: bytes, digest: builder.finalize())
      }
      .filter { !taken.contains($0.digest) }
  }

  /// The files in a folder that are meant for us, links followed: none whose name, or whose folder's, begins with a dot.
  ///
  /// - Throws: `DataError.inboxLink` for a link that leads to no file; `StorageError`.
  package static func names(_ folder: String) throws -> [String] {
    let contents = try FolderContents(of: folder, hidden: false)
    func isHidden(_ path: String) -> Bool { path.split(separator: "/").contains { $0.hasPrefix(".") } }
    if let fault = contents.faults.first(where: { !isHidden($0.path) }) { throw DataError.inboxLink(file: fault.path) }
    return contents.files.filter { !isHidden($0) }
  }

  /// Whether somebody has closed the round.
  func isClosed(round: Int) -> Bool {
    files.contains { $0.name.exact == Self.closing(round: round).exact }
  }

  /// The rows of all returned files.
  ///
  /// - Throws: `LabellingError` for a file that is no export; `DataError.returnedFile` for one of another kind.
  func rows() throws -> [ReturnedRow] {
    try files.flatMap { try Self.rows(name: $0.name, bytes: $0.bytes) }
  }

  /// The rows of one returned file.
  ///
  /// - Parameters:
  ///   - name: Its name below the inbox, whose end says what it is.
  ///   - bytes: What it holds.
  /// - Returns: A row an answer.
  /// - Throws: `LabellingError` for a file that is no export; `DataError.returnedFile` for one of another kind.
  package static func rows(name: String, bytes: [UInt8]) throws -> [ReturnedRow] {
    if name.hasSuffix(".json") { return try LabelStudio.parse(bytes, file: name) }
    if name.hasSuffix(".csv") { return try CSVFormat.parse(bytes, file: name) }
    if name.hasSuffix(closedEnding) { return [] }
    throw DataError.returnedFileKind(file: name)
  }
}
