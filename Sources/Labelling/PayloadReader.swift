import JSON

/// A task as somebody who holds a payload file sees it.
package struct PayloadTask: Equatable, Sendable {
  package let taskID: String
  /// The address of the image, or in a CSV form without an image prefix its id.
  package let image: String
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
        tasks.append(PayloadTask(taskID: taskID, image: image))
      } while try scanner.nextElement()
    }
    try scanner.end()
    return tasks
  }
}

extension CSVFormat {
  /// Reads a form that `payload` made: what a person sees of it, in order.
  ///
  /// - Throws: `LabellingError.malformed` or `.tooLarge`.
  package static func readPayload(_ bytes: [UInt8], file: String) throws -> [PayloadTask] {
    var reader = try CSVReader(bytes: bytes, file: file, limits: LabellingLimits())
    guard let header = try reader.next(), header.fields.map(\.text) == columns else {
      throw reader.failure(.missingColumn(columns[0]), at: 0)
    }
    var tasks: [PayloadTask] = []
    while let record = try reader.next() {
      guard record.fields.count == columns.count else {
        throw reader.failure(
          .wrongFieldCount(expected: columns.count, found: record.fields.count), at: record.offset)
      }
      tasks.append(
        PayloadTask(
          taskID: FormulaGuard.unprotect(record.fields[0].text),
          image: FormulaGuard.unprotect(record.fields[1].text)))
    }
    return tasks
  }
}
