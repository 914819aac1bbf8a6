import Columnar
import Labelling
import Storage

/// A row of a table, as the build that wrote it had it: a column that is not there has no value.
struct TraceRow {
  private let table: Table
  private let row: Int

  /// The row of an image; nil if it has none.
  ///
  /// - Throws: `ColumnarError`, `StorageError`.
  static func find(_ image: String, in reader: TableReader?) throws -> TraceRow? {
    guard let reader, reader.rowCount > 0,
      let row = try reader.rowNumbers(ofKeys: StringArray([image]), column: "image_id").first ?? nil
    else { return nil }
    return TraceRow(table: try reader.read(rows: [row], as: reader.schema), row: 0)
  }

  /// The first row of some bytes; nil if there is none.
  ///
  /// - Throws: `ColumnarError`, `StorageError`.
  static func find(_ digest: Digest, in reader: TableReader) throws -> TraceRow? {
    let key = StringArray(bytes: digest.bytes, offsets: [0, digest.bytes.count])
    guard reader.rowCount > 0, let row = try reader.rowNumbers(ofKeys: key, column: "sha256").first ?? nil else {
      return nil
    }
    return TraceRow(table: try reader.read(rows: [row], as: reader.schema), row: 0)
  }

  /// All rows of a table in memory.
  static func all(_ table: Table) -> [TraceRow] { (0..<table.rowCount).map { TraceRow(table: table, row: $0) } }

  /// All rows of a small table.
  ///
  /// - Throws: `ColumnarError`, `StorageError`.
  static func all(of reader: TableReader?) throws -> [TraceRow] {
    guard let reader, reader.rowCount > 0 else { return [] }
    return all(try reader.read(as: reader.schema))
  }

  private func has(_ name: String) -> Bool { table.schema.index(of: name) != nil }

  func string(_ name: String) throws -> String? {
    guard has(name), try table.column(name).isValid(row) else { return nil }
    return try table.optionalStrings(name)[row]
  }

  func int(_ name: String) throws -> Int? {
    guard let index = table.schema.index(of: name) else { return nil }
    switch table.schema.columns[index].type {
    case .int32: return try table.optionalInt32s(name)[row].map(Int.init)
    default: return try table.optionalInt64s(name)[row].map { Int($0) }
    }
  }

  func digest(_ name: String) throws -> Digest? {
    has(name) ? try table.optionalDigests(name)[row] : nil
  }

  func double(_ name: String) throws -> Double? {
    has(name) ? try table.optionalDoubles(name)[row] : nil
  }

  func float(_ name: String) throws -> Float? {
    has(name) ? try table.optionalFloats(name)[row] : nil
  }

  func bool(_ name: String) throws -> Bool? {
    has(name) ? try table.optionalBools(name)[row] : nil
  }
}
