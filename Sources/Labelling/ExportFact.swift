import Texts

/// What is known of a returned file beside what it holds: when it was taken, and whether it has every answer there was.
///
/// A table `exports.csv` in the same folder says it: `winnow pull` writes one, and people can. A full file that lacks an answer
/// of an earlier one says that the answer was withdrawn.
package struct ExportFact: Hashable, Sendable {
  /// The file's path below the inbox.
  package let file: String
  /// Microseconds since 1970 in UTC.
  package let takenAt: Int64
  /// Whether it has every answer of its project.
  package let full: Bool

  /// Makes a fact from its parts.
  package init(file: String, takenAt: Int64, full: Bool) {
    self.file = file
    self.takenAt = takenAt
    self.full = full
  }

  /// The name of the table.
  package static let fileName = "exports.csv"
  private static let columns = ["file", "taken_at", "full"]

  /// Whether a file is such a table.
  package static func isDeclared(in name: String) -> Bool {
    let base = name.split(separator: "/").last.map(String.init) ?? ""
    return PayloadName.folded(base) == fileName
  }

  /// The contents of a table.
  ///
  /// - Parameter facts: One a file; the files lie beside the table.
  /// - Returns: The bytes of the file.
  package static func table(_ facts: [ExportFact]) -> [UInt8] {
    CSVTable.encode(
      header: columns,
      rows: facts.map { fact in
        let base = fact.file.split(separator: "/").last.map(String.init) ?? fact.file
        return [base, Timestamp.format(fact.takenAt) ?? "", fact.full ? "true" : "false"]
      })
  }

  /// Reads a table.
  ///
  /// - Throws: `LabellingError.malformed` for a column or a value that is none.
  static func parse(_ bytes: [UInt8], file: String, limits: LabellingLimits) throws -> [ExportFact] {
    var reader = try CSVReader(bytes: bytes, file: file, limits: limits)
    guard let header = try reader.next() else { throw reader.failure(.missingColumn(columns[0]), at: 0) }
    let places = try columns.map { name in
      guard let place = header.fields.firstIndex(where: { ExactText($0.text) == ExactText(name) }) else {
        throw reader.failure(.missingColumn(name), at: header.offset)
      }
      return place
    }
    let folder = ReturnedRow.folder(of: file)
    var facts: [ExportFact] = []
    while let record = try reader.next() {
      guard record.fields.count == header.fields.count else {
        throw reader.failure(
          .wrongFieldCount(expected: header.fields.count, found: record.fields.count), at: record.offset)
      }
      let cells = places.map { record.fields[$0] }
      guard let takenAt = FormTime.parse(cells[1].text) else {
        throw reader.failure(.wrongType(expected: "a time, as 2026-11-30T08:00:00Z"), at: cells[1].offset)
      }
      guard let full = ["true": true, "yes": true, "false": false, "no": false][PayloadName.folded(cells[2].text)]
      else {
        throw reader.failure(.wrongType(expected: "true or false"), at: cells[2].offset)
      }
      facts.append(
        ExportFact(file: folder.isEmpty ? cells[0].text : "\(folder)/\(cells[0].text)", takenAt: takenAt, full: full))
    }
    return facts
  }
}
