import Labelling
import Servers
import Spec
import Stages
import Storage
import Synchronization
import Texts

/// Fetches answers from the labelling server into the inbox, each reply as it came.
///
/// What is taken in stays a function of files: replies are kept before anything of them is read, and `exports.csv` beside them
/// says when each was taken and whether it has every answer.
package struct Pull: Sendable {
  /// What came of one person's sheet.
  package struct Outcome: Sendable {
    package let person: String
    package let result: PullResult
    /// The files that are new in the inbox.
    package let files: [String]
  }

  private let sheets: RoundSheets
  private let server: any LabellingServer
  /// `inbox/000/label-studio`.
  private let home: String

  /// Prepares a pull.
  ///
  /// - Parameters:
  ///   - directory: The data directory.
  ///   - sheets: Whose answers are fetched.
  ///   - server: Where they are.
  package init(_ directory: DataDirectory, sheets: RoundSheets, server: any LabellingServer) {
    self.sheets = sheets
    self.server = server
    home = "\(directory.inbox(sheets.iteration))/\(sheets.target.rawValue)"
  }

  /// Fetches everybody's answers.
  ///
  /// - Parameter full: Whether all are fetched, so that those that were deleted since are known; else what has changed since
  ///   the last time.
  /// - Returns: An outcome a person.
  /// - Throws: `ServerError`, `StorageError`.
  package func run(full: Bool) async throws -> [Outcome] {
    try Files.createDirectory(home)
    let users = try await server.users().reply
    try Self.keep(users, at: "\(home)/\(Catalogue.Returned.users)")
    var outcomes: [Outcome] = []
    for sheet in sheets.sheets {
      let folder = "\(home)/\(PayloadName.make(sheet.person))"
      try Files.createDirectory(folder)
      for place in try await places(of: sheet) {
        outcomes.append(try await fetch(place, for: sheet, into: folder, full: full))
      }
    }
    return outcomes
  }

  /// Where a sheet's tasks are: in its project, and where a batch was chosen again under other classes, in those made since.
  private func places(of sheet: Sheet) async throws -> [SheetPlace] {
    var places = [try await server.find(sheet.title)]
    while sheets.target == .argilla {
      do {
        places.append(try await server.find(ArgillaServer.nextTitle(after: places.last?.title ?? sheet.title)))
      } catch ServerError.noProject {
        break
      }
    }
    return places
  }

  /// Fetches the answers of a project.
  private func fetch(_ place: SheetPlace, for sheet: Sheet, into folder: String, full: Bool) async throws -> Outcome {
    var facts = try Self.facts(folder)
    let since = full ? nil : facts.map(\.takenAt).max()
    let replies = Mutex<[(name: String, bytes: [UInt8])]>([])
    let result = try await server.pull(
      from: place, since: since, sink: { name, bytes in replies.withLock { $0.append((name, bytes)) } })
    var new: [String] = []
    for reply in replies.withLock({ $0 }) {
      // The same answers once more are the same file, seen later.
      let known = try Self.same(reply.bytes, in: folder, among: facts.map(\.file))
      let name = known ?? reply.name
      if known == nil {
        try Files.writeAtomically(reply.bytes, to: "\(folder)/\(name)")
        new.append("\(folder)/\(name)")
      }
      facts.removeAll { $0.file.equalsByBytes(name) }
      facts.append(ExportFact(file: name, takenAt: result.began, full: result.isFull))
    }
    // Last, so that a reply whose age nobody knows is the worst that a kill leaves.
    try Self.keep(ExportFact.table(facts.sortedByBytes(of: \.file)), at: "\(folder)/\(ExportFact.fileName)")
    return Outcome(person: sheet.person, result: result, files: new)
  }

  private static func keep(_ bytes: [UInt8], at path: String) throws {
    if Files.exists(path), try Files.read(path) == bytes { return }
    try Files.writeAtomically(bytes, to: path)
  }

  /// What earlier pulls have put down.
  private static func facts(_ folder: String) throws -> [ExportFact] {
    let path = "\(folder)/\(ExportFact.fileName)"
    guard Files.exists(path),
      case .facts(let facts) = try ReturnedFile(Files.read(path), name: ExportFact.fileName).content
    else { return [] }
    return facts
  }

  /// The file among those that are known which holds just these bytes.
  private static func same(_ bytes: [UInt8], in folder: String, among names: [String]) throws -> String? {
    try names.first { name in
      let path = "\(folder)/\(name)"
      guard Files.exists(path), try Files.size(path) == bytes.count else { return false }
      return try Files.read(path) == bytes
    }
  }
}
