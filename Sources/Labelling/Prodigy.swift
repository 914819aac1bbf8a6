import Draws
import JSON
import Texts

/// Prodigy's tasks and annotations: JSON, a line each, in the interface `choice`
/// (https://prodi.gy/docs/api-interfaces#choice).
package enum Prodigy {
  /// One annotator's tasks: the picture, a choice among the classes, and our task id beside it.
  ///
  /// - Parameters:
  ///   - tasks: As ordered.
  ///   - classes: The answers offered, `cannot_tell` behind them.
  ///   - addresses: Where their pictures are found.
  /// - Returns: The bytes of a `.jsonl` file.
  package static func payload(
    tasks: [LabelTask], classes: [String], addresses: TaskAddresses
  ) -> [UInt8] {
    var bytes: [UInt8] = []
    for task in tasks {
      var writer = JSONWriter()
      writer.object { writer in
        writer.key("image")
        writer.string(addresses.address(task))
        writer.key("item_id")
        writer.string(task.taskID)
        writer.key("options")
        writer.array { writer in
          for name in classes + [Answers.cannotTell] {
            writer.object { writer in
              writer.key("id")
              writer.string(name)
              writer.key("text")
              writer.string(name)
            }
          }
        }
        writer.key("meta")
        writer.object { writer in
          writer.key("rank")
          writer.integer(Int64(task.rank))
        }
        guard let suggestion = task.suggestion else { return }
        // Chosen already when the task is shown.
        writer.key("accept")
        writer.array { $0.string(suggestion.label) }
      }
      bytes += writer.bytes + [0x0A]
    }
    return bytes
  }

  /// Reads annotations as `prodigy db-out` writes them.
  ///
  /// `accept` with one option is a vote, `ignore` passes on the picture, `reject` says that none of the options fits it: it
  /// cannot be told. The annotator is `_annotator_id`, the time `_timestamp`.
  ///
  /// - Returns: One row a line.
  /// - Throws: `LabellingError.malformed` or `.tooLarge`.
  static func parse(_ bytes: [UInt8], file: String, limits: LabellingLimits) throws -> [ReturnedRow] {
    var rows: [ReturnedRow] = []
    var start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    var line = 1
    while start < bytes.count {
      let end = bytes[start...].firstIndex(of: 0x0A) ?? bytes.count
      let text = Array(bytes[start..<end])
      if text.contains(where: { $0 != 0x20 && $0 != 0x0D && $0 != 0x09 }) {
        guard rows.count < limits.rows else {
          throw LabellingError.malformed(
            file: file, position: TextPosition(offset: start, line: line, column: 1),
            problem: .tooManyRows(limit: limits.rows))
        }
        rows.append(try row(text, at: start, line: line, file: file, index: rows.count, limits: limits))
      }
      start = end + 1
      line += 1
    }
    return rows
  }

  private static func row(
    _ text: [UInt8], at start: Int, line: Int, file: String, index: Int, limits: LabellingLimits
  ) throws -> ReturnedRow {
    var scanner = JSONScanner(text, limits: limits.json)
    do {
      try scanner.document()
    } catch let error {
      throw LabellingError.malformed(
        file: file,
        position: TextPosition(offset: start + error.position.offset, line: line, column: error.position.column),
        problem: FileProblem(error.problem))
    }
    guard scanner.nodes[0].kind == .object, scanner.member("answer", of: 0) != nil else {
      throw LabellingError.malformed(
        file: file, position: TextPosition(offset: start, line: line, column: 1), problem: .missingKey("answer"))
    }
    return ProdigyReading(scanner: scanner, limits: limits).row(file: file, index: index)
  }
}

/// One line of Prodigy's annotations, read field by field; the first thing wrong is kept.
private struct ProdigyReading {
  private let raw: String
  private let limits: LabellingLimits
  private var taskID: String?
  private var image: String?
  private var annotator: String?
  private var answer: String?
  private var choices: [String] = []
  private var time: Int64?
  private var problem: RowProblem?

  init(scanner: JSONScanner, limits: LabellingLimits) {
    self.limits = limits
    raw = scanner.size(0) > limits.raw ? #"{"clipped":{"bytes":\#(scanner.size(0))}}"# : scanner.compact(0)
    taskID = text("item_id", scanner)
    if taskID == nil { image = text("path", scanner) ?? text("image", scanner) }
    annotator = text("_annotator_id", scanner) ?? text("_session_id", scanner)
    answer = text("answer", scanner)
    if let accept = scanner.present("accept", of: 0) {
      for node in scanner.elements(of: accept) {
        guard let choice = scanner.string(node), choice.utf8.count <= limits.text else {
          note(.wrongType)
          continue
        }
        choices.append(choice)
      }
    }
    if let value = scanner.present("_timestamp", of: 0), let seconds = scanner.double(value),
      (0...253_402_300_799).contains(seconds)
    {
      time = Int64((seconds * 1_000_000).rounded())
    }
  }

  func row(file: String, index: Int) -> ReturnedRow {
    ReturnedRow(
      file: file, index: index, platform: .prodigy,
      platformID: ContentIdentity.make([
        taskID ?? image ?? "", annotator ?? "", answer ?? "", choices.joined(separator: "\n"),
      ]),
      taskID: taskID, image: image, completedBy: PlatformUser(name: annotator), updatedBy: nil, label: label,
      confidence: nil, kind: kind, createdAt: time, updatedAt: time, leadTime: nil, raw: raw)
  }

  private var label: String? { answer == "accept" ? choices.first : nil }

  private var kind: RowKind {
    if let problem { return .malformed(problem) }
    switch answer {
    case "ignore": return .skip
    case "reject": return .cannotTell
    case "accept": break
    default: return .malformed(.unknownAnswer)
    }
    if choices.count > 1 { return .malformed(.severalLabels) }
    guard let choice = choices.first else { return .empty }
    return ExactText(choice) == ExactText(Answers.cannotTell) ? .cannotTell : .vote
  }

  private mutating func note(_ found: RowProblem) {
    if problem == nil { problem = found }
  }

  private mutating func text(_ name: StaticString, _ scanner: JSONScanner) -> String? {
    guard let value = scanner.present(name, of: 0) else { return nil }
    if let number = scanner.integer(value) { return number }
    guard scanner.isString(value) else {
      note(.wrongType)
      return nil
    }
    // A picture may stand in the line itself; it names nothing.
    guard scanner.size(value) <= 6 * limits.text else { return nil }
    return scanner.string(value).flatMap { $0.isEmpty ? nil : $0 }
  }
}

/// What stands in for the id of a row that has none of its own: its content.
enum ContentIdentity {
  /// The same contents have the same id; others, another.
  static func make(_ parts: [String]) -> String {
    let draw = Draw(randomSeed: 0, iteration: 0, stage: "csv-row")
    var content: [UInt8] = []
    for text in parts {
      withUnsafeBytes(of: UInt64(text.utf8.count).littleEndian) { content += $0 }
      content += Array(text.utf8)
    }
    return TaskID.hex(draw.key([0] + content)) + TaskID.hex(draw.key([1] + content))
  }
}
