import Columnar

/// A table that is given chunk by chunk, in the order of its rows.
package struct TableStream: Sendable {
  /// The columns, as every chunk has them.
  package let columns: [ColumnSchema]
  /// How many chunks there are.
  package let chunks: Int
  /// The columns of the chunk of a number, from 0, that are asked for by name.
  package let read: @Sendable (_ chunk: Int, _ columns: [String]) throws -> [Column]

  /// Declares a stream.
  package init(
    columns: [ColumnSchema], chunks: Int, read: @escaping @Sendable (Int, [String]) throws -> [Column]
  ) {
    self.columns = columns
    self.chunks = chunks
    self.read = read
  }

  /// The row groups of a file, one at a time.
  package init(_ reader: TableReader) {
    self.init(columns: reader.schema.columns, chunks: reader.rowGroups) { group, columns in
      try reader.read(rowGroup: group, columns: columns)
    }
  }

  /// A table in memory, in chunks of at most `rows` rows.
  package init(_ table: Table, rows: Int = .max) {
    let step = max(1, min(rows, table.rowCount))
    self.init(columns: table.schema.columns, chunks: (table.rowCount + step - 1) / step) { chunk, columns in
      let part = try table.rows(chunk * step..<min(table.rowCount, (chunk + 1) * step))
      return try columns.map { try part.column($0) }
    }
  }
}
