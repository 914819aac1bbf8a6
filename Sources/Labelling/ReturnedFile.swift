import JSON
import Texts

/// A file that came back, read by what it holds and not by what it is called.
package struct ReturnedFile: Equatable, Sendable {
  /// What a file is.
  package enum Content: Equatable, Sendable {
    /// Answers, and the projects or datasets that they are of.
    case answers([ReturnedRow], projects: Set<String>)
    /// A list of a platform's users.
    case users([PlatformUser])
    /// What somebody declares of the files beside it.
    case facts([ExportFact])
    /// The word that a round is closed.
    case closing
  }

  /// Its path below the inbox.
  package let name: String
  package let content: Content

  /// The ending of the file by which a round is closed before all answers are in.
  package static let closedEnding = ".closed"

  /// Makes a file from what was read.
  init(name: String, content: Content) {
    self.name = name
    self.content = content
  }

  /// The same file as it is called from a folder above.
  package func below(_ folder: String) -> ReturnedFile {
    let content: Content =
      switch content {
      case .facts(let facts):
        .facts(facts.map { ExportFact(file: "\(folder)/\($0.file)", takenAt: $0.takenAt, full: $0.full) })
      case .answers(let rows, let projects): .answers(rows.map { $0.below(folder) }, projects: projects)
      case .users, .closing: content
      }
    return ReturnedFile(name: "\(folder)/\(name)", content: content)
  }

  /// Its rows, if it holds answers.
  package var rows: [ReturnedRow] {
    if case .answers(let rows, _) = content { rows } else { [] }
  }

  /// Reads a file.
  ///
  /// A JSON array is Label Studio's export or its list of users; an object is a page of tasks (`tasks`), one of Argilla's records
  /// or users (`items`), or one annotation of Label Studio's target storage. Several objects, a line each, are Prodigy's. Anything
  /// else is a table: a form, one that names pictures, or `exports.csv`.
  ///
  /// - Parameters:
  ///   - bytes: What it holds.
  ///   - name: Its path below the inbox.
  ///   - limits: What may be read.
  /// - Throws: `LabellingError.malformed`, `.tooLarge`.
  package init(_ bytes: [UInt8], name: String, limits: LabellingLimits = LabellingLimits()) throws {
    self.name = name
    guard bytes.count <= limits.fileBytes else {
      throw LabellingError.tooLarge(file: name, bytes: bytes.count, limit: limits.fileBytes)
    }
    if PayloadName.folded(name).hasSuffix(Self.closedEnding) {
      content = .closing
      return
    }
    do {
      switch Self.firstByte(bytes) {
      case UInt8(ascii: "["): content = try Self.array(bytes, name, limits)
      case UInt8(ascii: "{"): content = try Self.object(bytes, name, limits)
      default:
        content =
          ExportFact.isDeclared(in: name)
          ? .facts(try ExportFact.parse(bytes, file: name, limits: limits))
          : .answers(try CSVFormat.parse(bytes, file: name, limits: limits), projects: [])
      }
    } catch let error as JSONError {
      throw LabellingError(error, file: name)
    }
  }

  /// Whether a file that begins so may hold answers: JSON, or a table with a column `label`.
  package static func looksLikeAnswers(_ head: [UInt8]) -> Bool {
    if let first = firstByte(head), first == UInt8(ascii: "[") || first == UInt8(ascii: "{") { return true }
    guard ForeignFile.problem(head) == nil else { return false }
    let line = head.prefix { $0 != 0x0A && $0 != 0x0D }
    let words = String(decoding: line, as: UTF8.self).split { ",;\t\"".contains($0) }
    return words.contains { ExactText(String($0)) == ExactText("label") }
  }

  /// The first byte that is no space.
  private static func firstByte(_ bytes: [UInt8]) -> UInt8? {
    bytes.dropFirst(bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0).first { ![0x20, 0x0A, 0x0D, 0x09].contains($0) }
  }

  private static func array(_ bytes: [UInt8], _ name: String, _ limits: LabellingLimits) throws -> Content {
    var scanner = JSONScanner(bytes, limits: limits.json)
    var tasks = LabelStudioTasks(file: name, limits: limits)
    var users: [PlatformUser] = []
    if try scanner.beginArray() {
      repeat {
        try scanner.element()
        if tasks.isEmpty, let user = UserBook.list(scanner, [0]) {
          users += user
        } else if users.isEmpty {
          try tasks.add(0, scanner)
        } else {
          throw scanner.failure(.wrongType(expected: "user"), at: 0, file: name)
        }
      } while try scanner.nextElement()
    }
    try scanner.end()
    return users.isEmpty ? .answers(tasks.rows, projects: tasks.projects) : .users(users)
  }

  private static func object(_ bytes: [UInt8], _ name: String, _ limits: LabellingLimits) throws -> Content {
    var reader = JSONScanner(bytes, limits: limits.json)
    do {
      try reader.document()
    } catch let error {
      guard error.problem == .trailingContent else { throw error }
      return .answers(try Prodigy.parse(bytes, file: name, limits: limits), projects: [])
    }
    let scanner = reader
    func elements(_ key: StaticString) throws -> [Int]? {
      guard let node = scanner.member(key, of: 0) else { return nil }
      guard scanner.nodes[node].kind == .array else {
        throw scanner.failure(.wrongType(expected: "array"), at: node, file: name)
      }
      return scanner.elements(of: node)
    }
    if let items = try elements("items") {
      if let users = UserBook.list(scanner, items) { return .users(users) }
      var records = ArgillaRecords(file: name, limits: limits)
      for record in items { try records.add(record, scanner) }
      return .answers(records.rows, projects: records.datasets)
    }
    var tasks = LabelStudioTasks(file: name, limits: limits)
    if let page = try elements("tasks") {
      for task in page { try tasks.add(task, scanner) }
    } else if scanner.member("answer", of: 0) != nil {
      return .answers(try Prodigy.parse(bytes, file: name, limits: limits), projects: [])
    } else {
      try tasks.addStored(0, scanner)
    }
    return .answers(tasks.rows, projects: tasks.projects)
  }
}
