import JSON

/// Rows as JSON, one object each.
package struct RowJSON {
  /// What stands before each value: separator and name.
  private let heads: [[UInt8]]
  private let types: [ColumnType]

  /// Prepares for rows of these columns.
  package init(_ columns: [ColumnSchema]) {
    heads = columns.enumerated().map { index, column in
      var head = Array((index == 0 ? "{" : ", ").utf8)
      JSONText.append(Array(column.name.utf8)[...], .terminal, to: &head)
      return head + Array(": ".utf8)
    }
    types = columns.map(\.type)
  }

  /// Adds the row `row` of `columns`, which are those that this was made for.
  package func append(_ columns: [Column], row: Int, to bytes: inout [UInt8]) {
    if heads.isEmpty { bytes.append(UInt8(ascii: "{")) }
    for index in columns.indices {
      bytes += heads[index]
      ValueJSON.append(columns[index], types[index], row: row, to: &bytes)
    }
    bytes.append(UInt8(ascii: "}"))
  }
}
