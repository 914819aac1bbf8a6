import JSON

/// What Label Studio gives back: its JSON export, a snapshot of it, a page of its list of tasks, or a file of a target storage.
extension LabelStudio {
  /// What the annotations of a task have in common.
  struct TaskFacts {
    var taskID: String?
    var project: String?
    /// Whether `winnow annotate` made the answers up.
    var isSimulated = false
  }

  /// Reads every annotation and every draft of an export; predictions are no answers and are left out.
  ///
  /// `JSON_MIN`, CSV exports of the server and import files are refused: they drop cancelled annotations or
  /// editors. What is odd inside one annotation makes that row `malformed`; what is odd outside is an error
  /// of the whole file.
  ///
  /// - Returns: One row for each annotation and draft, in the order of the file.
  /// - Throws: `LabellingError.malformed` or `.tooLarge`.
  package static func parse(
    _ bytes: [UInt8], file: String, limits: LabellingLimits = LabellingLimits()
  ) throws -> [ReturnedRow] {
    guard bytes.count <= limits.fileBytes else {
      throw LabellingError.tooLarge(file: file, bytes: bytes.count, limit: limits.fileBytes)
    }
    var tasks = LabelStudioTasks(file: file, limits: limits)
    var scanner = JSONScanner(bytes, limits: limits.json)
    do {
      if try scanner.beginArray() {
        repeat {
          try scanner.element()
          try tasks.add(0, scanner)
        } while try scanner.nextElement()
      }
      try scanner.end()
    } catch let error as JSONError {
      throw LabellingError(error, file: file)
    }
    return tasks.rows
  }
}

/// Gathers the rows of tasks as Label Studio writes them.
struct LabelStudioTasks {
  private(set) var rows: [ReturnedRow] = []
  /// The projects of the tasks, answered or not.
  private(set) var projects: Set<String> = []
  /// Whether no task was added yet.
  private(set) var isEmpty = true
  private let file: String
  private let limits: LabellingLimits

  init(file: String, limits: LabellingLimits) {
    self.file = file
    self.limits = limits
  }

  /// Adds the annotations and drafts of a task.
  ///
  /// - Throws: `LabellingError.malformed` for what is no task.
  mutating func add(_ task: Int, _ scanner: JSONScanner) throws {
    isEmpty = false
    guard scanner.nodes[task].kind == .object else { throw wrong("object", task, scanner) }
    let annotations = try list("annotations", of: task, required: true, scanner)
    let drafts = try list("drafts", of: task, required: false, scanner)
    guard annotations.count + drafts.count <= limits.rows - rows.count else {
      throw scanner.failure(.tooManyRows(limit: limits.rows), at: task, file: file)
    }
    let facts = try facts(task, scanner)
    for annotation in annotations { append(annotation, isDraft: false, facts, scanner) }
    for draft in drafts { append(draft, isDraft: true, facts, scanner) }
  }

  /// Adds the one annotation that a file of a target storage is; its task stands within.
  ///
  /// - Throws: `LabellingError.malformed` for what is no annotation.
  mutating func addStored(_ annotation: Int, _ scanner: JSONScanner) throws {
    guard let task = scanner.present("task", of: annotation), scanner.nodes[task].kind == .object else {
      throw scanner.failure(.missingKey("task"), at: annotation, file: file)
    }
    append(annotation, isDraft: false, try facts(task, scanner), scanner)
  }

  private mutating func facts(_ task: Int, _ scanner: JSONScanner) throws -> LabelStudio.TaskFacts {
    guard let data = scanner.member("data", of: task) else {
      throw scanner.failure(.missingKey("data"), at: task, file: file)
    }
    guard scanner.nodes[data].kind == .object else { throw wrong("object", data, scanner) }
    var facts = LabelStudio.TaskFacts()
    facts.taskID = scanner.present("item_id", of: data).flatMap { scanner.string($0) ?? scanner.integer($0) }
    facts.project = scanner.present("project", of: task).flatMap(scanner.integer)
    facts.isSimulated = scanner.present(LabelStudio.simulatedKey, of: task) != nil
    if let project = facts.project { projects.insert(project) }
    return facts
  }

  /// The elements of a member of a task.
  private func list(
    _ name: StaticString, of task: Int, required: Bool, _ scanner: JSONScanner
  ) throws -> [Int] {
    guard let node = scanner.member(name, of: task) else {
      guard required else { return [] }
      throw scanner.failure(.missingKey("\(name)"), at: task, file: file)
    }
    guard scanner.nodes[node].kind == .array else { throw wrong("array", node, scanner) }
    return scanner.elements(of: node)
  }

  private func wrong(_ expected: String, _ node: Int, _ scanner: JSONScanner) -> LabellingError {
    scanner.failure(.wrongType(expected: expected), at: node, file: file)
  }

  private mutating func append(
    _ node: Int, isDraft: Bool, _ task: LabelStudio.TaskFacts, _ scanner: JSONScanner
  ) {
    let reading = AnnotationReading(
      scanner: scanner, node: node, isDraft: isDraft, task: task, file: file, limits: limits)
    rows.append(reading.row(index: rows.count))
  }
}
