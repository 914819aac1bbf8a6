import JSON

/// A task as somebody who holds a payload file sees it.
package struct PayloadTask: Equatable, Sendable {
  package let taskID: String
  /// The address of the image, or in a CSV form without an image prefix its id.
  package let image: String
  /// What a model says of it, where that is shown.
  package var suggestion: Suggestion?
}

extension LabelStudio {
  /// Reads an import file that `payload` made: what a person sees of it, in order.
  ///
  /// - Throws: `LabellingError.malformed` or `.tooLarge`.
  package static func readPayload(_ bytes: [UInt8], file: String) throws -> [PayloadTask] {
    let limits = LabellingLimits()
    guard bytes.count <= limits.fileBytes else {
      throw LabellingError.tooLarge(file: file, bytes: bytes.count, limit: limits.fileBytes)
    }
    do {
      return try tasks(JSONScanner(bytes, limits: limits.json), file: file)
    } catch let error as JSONError {
      throw LabellingError(error, file: file)
    }
  }

  private static func tasks(_ scanner: JSONScanner, file: String) throws -> [PayloadTask] {
    var scanner = scanner
    var tasks: [PayloadTask] = []
    if try scanner.beginArray() {
      repeat {
        try scanner.element()
        guard let data = scanner.member("data", of: 0) else {
          throw scanner.failure(.missingKey("data"), at: 0, file: file)
        }
        guard let taskID = scanner.member("item_id", of: data).flatMap(scanner.string) else {
          throw scanner.failure(.missingKey("item_id"), at: data, file: file)
        }
        guard let image = scanner.member("image", of: data).flatMap(scanner.string) else {
          throw scanner.failure(.missingKey("image"), at: data, file: file)
        }
        tasks.append(PayloadTask(taskID: taskID, image: image, suggestion: suggestion(scanner)))
      } while try scanner.nextElement()
    }
    try scanner.end()
    return tasks
  }
}

extension LabelStudio {
  /// The first prediction of a task.
  private static func suggestion(_ scanner: JSONScanner) -> Suggestion? {
    guard let list = scanner.present("predictions", of: 0), let first = scanner.elements(of: list).first,
      let score = scanner.present("score", of: first).flatMap(scanner.double),
      let result = scanner.present("result", of: first), let answer = scanner.elements(of: result).first,
      let value = scanner.present("value", of: answer), let choices = scanner.present("choices", of: value),
      let label = scanner.elements(of: choices).first.flatMap(scanner.string)
    else { return nil }
    return Suggestion(label: label, score: score)
  }
}

extension Argilla {
  /// Reads the records that `payload` made: what a person sees of them, in order.
  ///
  /// - Throws: `LabellingError.malformed` or `.tooLarge`.
  package static func readPayload(_ bytes: [UInt8], file: String) throws -> [PayloadTask] {
    var reader = JSONScanner(bytes, limits: LabellingLimits().json)
    do {
      try reader.document()
    } catch let error {
      throw LabellingError(error, file: file)
    }
    let scanner = reader
    guard let items = scanner.member("items", of: 0) else {
      throw scanner.failure(.missingKey("items"), at: 0, file: file)
    }
    return try scanner.elements(of: items).map { record in
      guard let id = scanner.member("external_id", of: record).flatMap(scanner.string),
        let fields = scanner.member("fields", of: record),
        let image = scanner.member("image", of: fields).flatMap(scanner.string)
      else { throw scanner.failure(.missingKey("external_id"), at: record, file: file) }
      return PayloadTask(taskID: id, image: image, suggestion: suggestion(of: record, scanner))
    }
  }

  private static func suggestion(of record: Int, _ scanner: JSONScanner) -> Suggestion? {
    guard let list = scanner.present("suggestions", of: record), let first = scanner.elements(of: list).first,
      let label = scanner.present("value", of: first).flatMap(scanner.string),
      let score = scanner.present("score", of: first).flatMap(scanner.double)
    else { return nil }
    return Suggestion(label: label, score: score)
  }
}

extension Prodigy {
  /// Reads the lines that `payload` made: what a person sees of them, in order.
  ///
  /// - Throws: `LabellingError.malformed`.
  package static func readPayload(_ bytes: [UInt8], file: String) throws -> [PayloadTask] {
    try bytes.split(separator: 0x0A).map { try task(Array($0), file: file) }
  }

  private static func task(_ line: [UInt8], file: String) throws -> PayloadTask {
    var scanner = JSONScanner(line, limits: LabellingLimits().json)
    do {
      try scanner.document()
    } catch let error {
      throw LabellingError(error, file: file)
    }
    guard let id = scanner.member("item_id", of: 0).flatMap(scanner.string),
      let image = scanner.member("image", of: 0).flatMap(scanner.string)
    else { throw scanner.failure(.missingKey("item_id"), at: 0, file: file) }
    return PayloadTask(taskID: id, image: image)
  }
}

extension CSVFormat {
  /// Reads a form that `payload` made: what a person sees of it, in order.
  ///
  /// - Throws: `LabellingError.malformed` or `.tooLarge`.
  package static func readPayload(_ bytes: [UInt8], file: String) throws -> [PayloadTask] {
    var reader = try CSVReader(bytes: bytes, file: file, limits: LabellingLimits())
    guard let header = try reader.next(), header.fields.map(\.text).starts(with: columns) else {
      throw reader.failure(.missingColumn(columns[0]), at: 0)
    }
    var tasks: [PayloadTask] = []
    while let record = try reader.next() {
      guard record.fields.count == header.fields.count else {
        throw reader.failure(
          .wrongFieldCount(expected: header.fields.count, found: record.fields.count), at: record.offset)
      }
      tasks.append(
        PayloadTask(
          taskID: FormulaGuard.unprotect(record.fields[0].text),
          image: FormulaGuard.unprotect(record.fields[1].text)))
    }
    return tasks
  }
}
