import JSON
import Texts

/// Tasks and answers as CSV, for people without a labelling platform: a form to fill in and send back.
package enum CSVFormat {
  /// The columns of the form; those after `annotator` are for the annotator.
  package static let columns = [
    "task_id", "image", "annotator", "label", "confidence", "submitted_at", "lead_time_s",
  ]

  /// The column of a form by which answers say that `winnow annotate` made them up.
  package static let simulatedColumn = "simulated_by"

  /// One annotator's form.
  ///
  /// A cell that a spreadsheet could run as a formula has an apostrophe before it.
  package static func payload(tasks: [LabelTask], annotator: String, addresses: TaskAddresses) -> [UInt8] {
    let rows = tasks.map { task in
      var row = CSVAnswer(taskID: task.taskID, image: addresses.address(task), annotator: annotator)
      row.suggested = task.suggestion?.label
      return row
    }
    return write(rows)
  }

  /// Writes forms, filled in or not.
  ///
  /// - Parameters:
  ///   - rows: The lines.
  ///   - simulator: Who made the answers up, if nobody gave them.
  /// - Returns: The bytes of the file.
  package static func write(_ rows: [CSVAnswer], simulator: String? = nil) -> [UInt8] {
    var bytes: [UInt8] = []
    let showsSuggestions = rows.contains { $0.suggested != nil }
    CSVWriter.append(
      columns + (showsSuggestions ? ["suggested"] : []) + (simulator == nil ? [] : [simulatedColumn]), to: &bytes)
    for row in rows {
      let cells = [
        row.taskID, row.image, row.annotator, row.label, row.confidence, row.submittedAt, row.leadTime,
      ]
      CSVWriter.append(
        (cells + (showsSuggestions ? [row.suggested ?? ""] : []) + [simulator].compactMap(\.self)).map(
          FormulaGuard.protect), to: &bytes)
    }
    return bytes
  }

  /// Reads a form that came back, or a table of another tool that names pictures.
  ///
  /// The columns may stand in any order; `annotator`, `label`, and `task_id` or `image` must be there.
  /// The label is a class, `cannot_tell` or `skip`; a line without one is a row without an answer.
  /// - Returns: One row for each line below the header that is not blank.
  /// - Throws: `LabellingError.malformed` or `.tooLarge`.
  package static func parse(
    _ bytes: [UInt8], file: String, limits: LabellingLimits = LabellingLimits()
  ) throws -> [ReturnedRow] {
    var reader = try CSVReader(bytes: bytes, file: file, limits: limits)
    guard let header = try reader.next() else { throw reader.failure(.missingColumn(columns[0]), at: 0) }
    var positions: [ExactText: Int] = [:]
    for (position, field) in header.fields.enumerated() {
      guard positions.updateValue(position, forKey: ExactText(field.text)) == nil else {
        throw reader.failure(.duplicateColumn(field.text), at: field.offset)
      }
    }
    let isByName = positions[ExactText("task_id")] == nil && positions[ExactText("image")] != nil
    for name in [isByName ? "image" : "task_id", "annotator", "label"] where positions[ExactText(name)] == nil {
      throw reader.failure(.missingColumn(name), at: header.offset)
    }
    let isSimulated = positions[ExactText(simulatedColumn)] != nil
    let names = header.fields.map(\.text)
    let places = columns.map { positions[ExactText($0)] }
    var rows: [ReturnedRow] = []
    while let record = try reader.next() {
      guard record.fields.count == names.count else {
        throw reader.failure(
          .wrongFieldCount(expected: names.count, found: record.fields.count), at: record.offset)
      }
      guard rows.count < limits.rows else {
        throw reader.failure(.tooManyRows(limit: limits.rows), at: record.offset)
      }
      let cells = places.map { $0.map { FormulaGuard.unprotect(record.fields[$0].text) } ?? "" }
      let line = CSVLine(cells: cells, isByName: isByName, isSimulated: isSimulated, limits: limits)
      rows.append(line.row(file: file, index: rows.count, raw: raw(names, record, limits: limits)))
    }
    return rows
  }

  /// The line as a JSON object of its cells as they stand there.
  private static func raw(_ names: [String], _ record: CSVRecord, limits: LabellingLimits) -> String {
    var writer = JSONWriter()
    writer.object { writer in
      for (name, field) in zip(names, record.fields) {
        writer.key(name)
        writer.string(field.text)
      }
    }
    guard writer.bytes.count > limits.raw else { return String(decoding: writer.bytes, as: UTF8.self) }
    return #"{"clipped":{"offset":\#(record.offset),"bytes":\#(writer.bytes.count)}}"#
  }
}

/// One line of a form, as text.
package struct CSVAnswer: Equatable, Sendable {
  package var taskID: String
  package var image: String
  package var annotator: String
  package var label = ""
  package var confidence = ""
  package var submittedAt = ""
  package var leadTime = ""
  /// The model's class, where the form shows some.
  package var suggested: String?

  /// A line that is still to be filled in.
  package init(taskID: String, image: String, annotator: String) {
    self.taskID = taskID
    self.image = image
    self.annotator = annotator
  }
}

/// One line that came back, its cells in the order of `CSVFormat.columns`.
private struct CSVLine {
  let taskID: String
  let image: String
  let isSimulated: Bool
  let annotator: String
  let label: String
  let confidence: String
  let submittedAt: String
  let leadTime: Double?
  let isTooLong: Bool

  init(cells: [String], isByName: Bool, isSimulated: Bool, limits: LabellingLimits) {
    isTooLong = [0, isByName ? 1 : 0, 2, 3, 4, 5].contains { cells[$0].utf8.count > limits.text }
    func short(_ text: String) -> String { text.utf8.count > limits.text ? "" : text }
    self.isSimulated = isSimulated
    taskID = short(cells[0])
    image = isByName ? short(cells[1]) : ""
    annotator = short(cells[2])
    label = short(cells[3])
    confidence = short(cells[4])
    submittedAt = short(cells[5])
    let lead = cells[6].utf8.count <= 64 ? Double(cells[6]) : nil
    leadTime = lead.flatMap { (0...10_000_000).contains($0) ? $0 : nil }
  }

  func row(file: String, index: Int, raw: String) -> ReturnedRow {
    let time = FormTime.parse(submittedAt)
    return ReturnedRow(
      file: file, index: index, platform: isSimulated ? .simulated : .csv, platformID: identity,
      taskID: taskID.isEmpty ? nil : taskID, image: image.isEmpty ? nil : image,
      completedBy: PlatformUser(name: annotator.isEmpty ? nil : annotator), updatedBy: nil,
      label: label.isEmpty ? nil : label, confidence: confidence.isEmpty ? nil : confidence,
      kind: kind(hasTime: submittedAt.isEmpty || time != nil), createdAt: time, updatedAt: time,
      leadTime: leadTime, raw: raw)
  }

  private func kind(hasTime: Bool) -> RowKind {
    if isTooLong { return .malformed(.tooLong) }
    if !hasTime { return .malformed(.noTime) }
    if label.isEmpty { return .empty }
    switch ExactText(label) {
    case ExactText(Answers.cannotTell): return .cannotTell
    case ExactText(Answers.skip): return .skip
    default: return .vote
    }
  }

  /// A line has no id of its own; its content stands in: the same line again is the same row, a corrected one
  /// is not.
  private var identity: String {
    ContentIdentity.make([taskID.isEmpty ? image : taskID, annotator, label, confidence])
  }
}
