import Texts

/// A table in a CSV file (RFC 4180) with a header: metadata of images, known labels.
package struct CSVTable: Sendable {
  /// A record and the line it begins in, from 1.
  package struct Row: Sendable {
    package let line: Int
    /// One field for each name of the header.
    package let fields: [String]
  }

  /// The names in the first line.
  package let header: [String]
  /// The records below it.
  package let rows: [Row]

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - bytes: The contents.
  ///   - file: The file's name, for errors.
  ///   - limits: What may be read.
  /// - Throws: `LabellingError.malformed` for anything but a header and records as long as it; `.tooLarge`.
  package init(_ bytes: [UInt8], file: String, limits: LabellingLimits = LabellingLimits()) throws {
    var reader = try CSVReader(bytes: bytes, file: file, limits: limits)
    guard let first = try reader.next() else { throw reader.failure(.unexpectedEnd, at: 0) }
    var names: Set<ExactText> = []
    for field in first.fields where !names.insert(ExactText(field.text)).inserted {
      throw reader.failure(.duplicateColumn(field.text), at: field.offset)
    }
    var rows: [Row] = []
    var line = 1
    var counted = 0
    while let record = try reader.next() {
      guard record.fields.count == first.fields.count else {
        throw reader.failure(
          .wrongFieldCount(expected: first.fields.count, found: record.fields.count), at: record.offset)
      }
      for byte in reader.bytes[counted..<record.offset] where byte == 0x0A { line += 1 }
      counted = record.offset
      rows.append(Row(line: line, fields: record.fields.map(\.text)))
    }
    header = first.fields.map(\.text)
    self.rows = rows
  }

  /// The contents of a file with this header and these records.
  package static func encode(header: [String], rows: [[String]]) -> [UInt8] {
    var bytes: [UInt8] = []
    CSVWriter.append(header, to: &bytes)
    for row in rows { CSVWriter.append(row, to: &bytes) }
    return bytes
  }
}
