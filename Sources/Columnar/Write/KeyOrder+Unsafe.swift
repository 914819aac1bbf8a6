import Foundation

/// The check that rows ascend strictly by their table's key.
struct KeyOrder: Sendable {
  /// The key's columns, by their number in the schema.
  let columns: [Int]
  private let schema: TableSchema

  /// Finds the columns of a schema's key.
  ///
  /// - Throws: `ColumnarError` with cause `noSuchColumn`.
  init(_ schema: TableSchema) throws(ColumnarError) {
    self.schema = schema
    var columns: [Int] = []
    for name in schema.key {
      guard let index = schema.index(of: name) else { throw ColumnarError(.noSuchColumn, column: name) }
      columns.append(index)
    }
    self.columns = columns
  }

  /// The key's columns that Parquet orders as the table does, up to the first of which that is not so, counted as leaves.
  var sortingColumns: [Int] {
    Array(
      columns.prefix { index in
        switch schema.columns[index].type {
        case .string, .digest, .int32, .int64, .timestamp, .bool: true
        default: false
        }
      })
  }

  /// The key of a row, as columns of one row.
  func key(_ table: [Column], _ row: Int) -> [Column] {
    columns.map { table[$0].slice(row..<row + 1) }
  }

  /// Checks that each of the rows comes after the one before.
  ///
  /// - Throws: `ColumnarError` with cause `keyDescends` or `keyRepeats` and the row.
  func check(_ table: [Column], _ rows: Range<Int>) throws(ColumnarError) {
    guard !columns.isEmpty, rows.count > 1 else { return }
    if columns.count == 1, table[columns[0]].validity == nil, case .string(let texts) = table[columns[0]].values {
      guard let row = Self.firstThatDoesNotAscend(texts, rows) else { return }
      throw error(texts.compare(row - 1, texts, row), row)
    }
    for row in rows.lowerBound..<rows.upperBound - 1 {
      let sign = columns.reduce(0) { $0 != 0 ? $0 : table[$1].compare(row, table[$1], row + 1) }
      if sign >= 0 { throw error(sign, row + 1) }
    }
  }

  /// Checks that a row comes after the one with the key `last`.
  ///
  /// - Throws: `ColumnarError` with cause `keyDescends` or `keyRepeats` and row 0.
  func check(after last: [Column], _ first: [Column]) throws(ColumnarError) {
    guard !columns.isEmpty else { return }
    let sign = zip(last, first).reduce(0) { $0 != 0 ? $0 : $1.0.compare(0, $1.1, 0) }
    if sign >= 0 { throw error(sign, 0) }
  }

  private func error(_ sign: Int, _ row: Int) -> ColumnarError {
    ColumnarError(sign == 0 ? .keyRepeats : .keyDescends, column: schema.key.first, row: row)
  }

  private static func firstThatDoesNotAscend(_ texts: StringArray, _ rows: Range<Int>) -> Int? {
    texts.bytes.withUnsafeBytes { bytes in
      texts.offsets.withUnsafeBufferPointer { offsets in
        guard let base = bytes.baseAddress else { return rows.lowerBound + 1 }
        var begin = offsets[rows.lowerBound]
        var end = offsets[rows.lowerBound + 1]
        for row in rows.dropFirst() {
          let next = offsets[row + 1]
          let shared = min(end - begin, next - end)
          let sign = memcmp(base + begin, base + end, shared)
          if sign > 0 || (sign == 0 && end - begin >= next - end) { return row }
          begin = end
          end = next
        }
        return nil
      }
    }
  }
}
