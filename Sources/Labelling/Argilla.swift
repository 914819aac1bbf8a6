import JSON
import Texts

/// Argilla: what its datasets ask, and the answers as its REST interface lists them.
package enum Argilla {
  /// The name of the question about the class.
  package static let labelQuestion = "label"
  /// The name of the question about the annotator's confidence.
  package static let confidenceQuestion = "confidence"
  /// The confidences offered, from the least; read back without regard to case.
  package static let confidences = ["low", "medium", "high"]
  /// The most characters that a picture may have in a field.
  package static let longestPicture = 5_000_000

  /// One annotator's records, as `PUT /api/v1/datasets/{id}/records/bulk` takes them.
  ///
  /// - Parameters:
  ///   - tasks: As ordered.
  ///   - addresses: Where their pictures are found; `winnow push` puts the pictures themselves there.
  /// - Returns: The bytes of the file.
  package static func payload(tasks: [LabelTask], addresses: TaskAddresses) -> [UInt8] {
    var writer = JSONWriter()
    writer.object { writer in
      writer.key("items")
      writer.array { writer in
        for task in tasks {
          writer.newline()
          writer.object { writer in
            writer.key("external_id")
            writer.string(task.taskID)
            writer.key("fields")
            writer.object { writer in
              writer.key("image")
              writer.string(addresses.address(task))
            }
            writer.key("metadata")
            writer.object { writer in
              writer.key("rank")
              writer.integer(Int64(task.rank))
            }
            guard let suggestion = task.suggestion else { return }
            writer.key("suggestions")
            writer.array { writer in
              writer.object { writer in
                writer.key("question_name")
                writer.string(labelQuestion)
                writer.key("value")
                writer.string(suggestion.label)
                writer.key("score")
                writer.double(suggestion.score)
                writer.key("agent")
                writer.string(Suggestion.model)
              }
            }
          }
        }
      }
    }
    return writer.bytes + [0x0A]
  }
}

/// Gathers the responses of records as `GET /api/v1/datasets/{id}/records?include=responses` lists them.
struct ArgillaRecords {
  private(set) var rows: [ReturnedRow] = []
  /// The datasets of the records, answered or not.
  private(set) var datasets: Set<String> = []
  private let file: String
  private let limits: LabellingLimits

  init(file: String, limits: LabellingLimits) {
    self.file = file
    self.limits = limits
  }

  /// Adds the responses of a record; suggestions are no answers and are left out.
  ///
  /// - Throws: `LabellingError.malformed` for what is no record.
  mutating func add(_ record: Int, _ scanner: JSONScanner) throws {
    guard scanner.nodes[record].kind == .object else {
      throw scanner.failure(.wrongType(expected: "object"), at: record, file: file)
    }
    guard scanner.member("fields", of: record) != nil else {
      throw scanner.failure(.missingKey("fields"), at: record, file: file)
    }
    let dataset = scanner.present("dataset_id", of: record).flatMap(scanner.string)
    if let dataset { datasets.insert(dataset) }
    let taskID = scanner.present("external_id", of: record).flatMap(scanner.string)
    guard let responses = scanner.present("responses", of: record) else { return }
    guard scanner.nodes[responses].kind == .array else {
      throw scanner.failure(.wrongType(expected: "array"), at: responses, file: file)
    }
    for node in scanner.elements(of: responses) {
      guard rows.count < limits.rows else {
        throw scanner.failure(.tooManyRows(limit: limits.rows), at: node, file: file)
      }
      let reading = ResponseReading(scanner: scanner, node: node, file: file, limits: limits)
      rows.append(reading.row(taskID: taskID, dataset: dataset, index: rows.count))
    }
  }
}

/// One response of an Argilla record, read field by field; the first thing wrong is kept.
private struct ResponseReading {
  private let file: String
  private let limits: LabellingLimits
  private let raw: String
  private var id = ""
  private var user = PlatformUser()
  private var label: String?
  private var confidence: String?
  private var hasOtherQuestion = false
  private var status = ""
  private var createdAt: Int64?
  private var updatedAt: Int64?
  private var problem: RowProblem?

  init(scanner: JSONScanner, node: Int, file: String, limits: LabellingLimits) {
    self.file = file
    self.limits = limits
    raw =
      scanner.size(node) > limits.raw
      ? #"{"clipped":{"offset":\#(scanner.nodes[node].start),"bytes":\#(scanner.size(node))}}"#
      : scanner.compact(node)
    guard scanner.nodes[node].kind == .object else {
      problem = .notAnObject
      return
    }
    id = text("id", of: node, scanner) ?? ""
    if id.isEmpty { note(.noIdentity) }
    user = PlatformUser(name: text("user_id", of: node, scanner))
    status = text("status", of: node, scanner) ?? ""
    createdAt = text("inserted_at", of: node, scanner).flatMap(Timestamp.parse)
    updatedAt = text("updated_at", of: node, scanner).flatMap(Timestamp.parse)
    if updatedAt == nil { note(.noTime) }
    readValues(scanner, node)
  }

  func row(taskID: String?, dataset: String?, index: Int) -> ReturnedRow {
    let isTooLong = taskID.map { $0.utf8.count > limits.text } ?? false
    return ReturnedRow(
      file: file, index: index, platform: .argilla, platformID: id, taskID: isTooLong ? nil : taskID, project: dataset,
      completedBy: user, updatedBy: nil, label: label, confidence: confidence,
      kind: isTooLong ? .malformed(.tooLong) : kind, createdAt: createdAt, updatedAt: updatedAt, leadTime: nil, raw: raw
    )
  }

  private var kind: RowKind {
    if let problem { return .malformed(problem) }
    switch status {
    case "draft": return .draft
    case "discarded": return .skip
    case "submitted": break
    default: return .malformed(.wrongType)
    }
    guard let label else { return hasOtherQuestion ? .malformed(.unknownControl) : .empty }
    return ExactText(label) == ExactText(Answers.cannotTell) ? .cannotTell : .vote
  }

  private mutating func note(_ found: RowProblem) {
    if problem == nil { problem = found }
  }

  /// A short text; nil where there is none.
  private mutating func text(_ name: StaticString, of node: Int, _ scanner: JSONScanner) -> String? {
    guard let value = scanner.present(name, of: node) else { return nil }
    // A rating, where somebody asked for one: no word of ours, and told as what it is.
    if let number = scanner.integer(value) { return number }
    guard scanner.isString(value) else {
      note(.wrongType)
      return nil
    }
    guard scanner.size(value) <= 6 * limits.text, let text = scanner.string(value), text.utf8.count <= limits.text
    else {
      note(.tooLong)
      return nil
    }
    return text
  }

  private mutating func readValues(_ scanner: JSONScanner, _ node: Int) {
    guard let values = scanner.present("values", of: node) else { return }
    guard scanner.nodes[values].kind == .object else { return note(.wrongType) }
    label = answer("label", of: values, scanner)
    confidence = answer("confidence", of: values, scanner)
    if label == nil, confidence == nil, scanner.nodes[values].next > values + 1 { hasOtherQuestion = true }
  }

  private mutating func answer(_ question: StaticString, of values: Int, _ scanner: JSONScanner) -> String? {
    guard let answer = scanner.present(question, of: values) else { return nil }
    guard scanner.nodes[answer].kind == .object else {
      note(.wrongType)
      return nil
    }
    return text("value", of: answer, scanner)
  }
}
