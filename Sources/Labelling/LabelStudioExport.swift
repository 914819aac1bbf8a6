import JSON

/// What Label Studio gives back: its JSON export, or a snapshot of it.
extension LabelStudio {
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
    var reader = ExportReader(bytes: bytes, file: file, limits: limits)
    do {
      try reader.read()
    } catch let error as JSONError {
      throw LabellingError(error, file: file)
    }
    return reader.rows
  }
}

private struct ExportReader {
  var scanner: JSONScanner
  var rows: [ReturnedRow] = []
  private let file: String
  private let limits: LabellingLimits

  init(bytes: [UInt8], file: String, limits: LabellingLimits) {
    scanner = JSONScanner(bytes, limits: limits.json)
    self.file = file
    self.limits = limits
  }

  mutating func read() throws {
    if try scanner.beginArray() {
      repeat {
        try scanner.element()
        try task()
      } while try scanner.nextElement()
    }
    try scanner.end()
  }

  private mutating func task() throws {
    guard scanner.nodes[0].kind == .object else { throw wrong("object", 0) }
    let annotations = try list("annotations", required: true)
    let drafts = try list("drafts", required: false)
    guard annotations.count + drafts.count <= limits.rows - rows.count else {
      throw failure(.tooManyRows(limit: limits.rows), 0)
    }
    guard let data = scanner.member("data", of: 0) else {
      throw failure(.missingKey("data"), 0)
    }
    guard scanner.nodes[data].kind == .object else { throw wrong("object", data) }
    let taskID = scanner.present("item_id", of: data).flatMap { scanner.string($0) ?? scanner.integer($0) }
    for annotation in annotations { append(annotation, isDraft: false, taskID: taskID) }
    for draft in drafts { append(draft, isDraft: true, taskID: taskID) }
  }

  /// The elements of a member of the task.
  private func list(_ name: StaticString, required: Bool) throws -> [Int] {
    guard let node = scanner.member(name, of: 0) else {
      guard required else { return [] }
      throw failure(.missingKey("\(name)"), 0)
    }
    guard scanner.nodes[node].kind == .array else { throw wrong("array", node) }
    return scanner.elements(of: node)
  }

  private func wrong(_ expected: String, _ node: Int) -> LabellingError {
    failure(.wrongType(expected: expected), node)
  }

  private func failure(_ problem: FileProblem, _ node: Int) -> LabellingError {
    scanner.failure(problem, at: node, file: file)
  }

  private mutating func append(_ node: Int, isDraft: Bool, taskID: String?) {
    let reading = AnnotationReading(
      scanner: scanner, node: node, isDraft: isDraft, taskID: taskID, file: file, limits: limits)
    rows.append(reading.row(index: rows.count))
  }
}
