import Columnar
import Texts

/// The first rows of a file or of a folder of parts, or all, row group by row group: no more than one is in memory.
struct ShownRows {
  /// How wide a table may be before each value gets a line of its own, and a cell before it is cut.
  private static let widest = 160
  private static let widestCell = 40

  private let parts: TableParts
  private let columns: [ColumnSchema]
  private let limit: Int

  /// Prepares for the first `limit` rows of the columns `names`.
  ///
  /// - Throws: `ColumnarError` if one of the columns cannot be read.
  init(_ parts: TableParts, names: [String], limit: Int) throws {
    self.parts = parts
    self.limit = limit
    let first = try parts.reader(0)
    columns = try names.map { try first.column($0) }
    try parts.check(names)
  }

  /// Prints an object a row.
  func printJSON(to output: AnswerStream) throws {
    let rows = RowJSON(columns)
    try forEachRow { columns, row in
      try output.append { bytes in
        rows.append(columns, row: row, to: &bytes)
        bytes.append(UInt8(ascii: "\n"))
      }
    }
  }

  /// Prints a table, or a line a value if that is too wide.
  func printTable(to output: AnswerStream) throws {
    guard limit > 0, !columns.isEmpty else { return }
    let names = columns.map { $0.name.printable }
    var cells: [[String]] = []
    try forEachRow { values, row in
      cells.append(zip(columns, values).map { Self.cell($1, $0.type, row) })
    }
    guard !cells.isEmpty else { return }
    try output.write("\nRows\n")
    let widths = names.indices.map { column in ([names] + cells).map { $0[column].count }.max() ?? 0 }
    if widths.reduce(0, { $0 + $1 + 2 }) <= Self.widest {
      try output.write(Self.indented(Console.table(names, cells)))
    } else {
      let width = names.map(\.count).max() ?? 0
      for (row, cells) in cells.enumerated() {
        try output.write("  row \(row + 1)\n")
        for (name, cell) in zip(names, cells) {
          try output.write("    \(name)\(String(repeating: " ", count: width - name.count))  \(cell)\n")
        }
      }
    }
  }

  /// A text with its lines moved to the right, ends of lines that are blank left out.
  static func indented(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      let end = line.lastIndex { $0 != " " }.map { line.index(after: $0) } ?? line.startIndex
      return "  \(line[..<end])\n"
    }.joined()
  }

  private func forEachRow(_ body: ([Column], Int) throws -> Void) throws {
    var printed = 0
    for part in parts.files.indices where printed < limit {
      let reader = try parts.reader(part)
      for group in 0..<reader.rowGroups where printed < limit {
        let rows = min(limit - printed, reader.rowGroupRows(group))
        guard rows > 0 else { continue }
        let values = try reader.read(rowGroup: group, columns: columns.map(\.name))
        for row in 0..<rows { try body(values, row) }
        printed += rows
      }
    }
  }

  private static func cell(_ column: Column, _ type: ColumnType, _ row: Int) -> String {
    var bytes: [UInt8] = []
    ValueJSON.append(column, type, row: row, to: &bytes)
    let text = String(decoding: bytes, as: UTF8.self)
    return text.count > widestCell ? text.prefix(widestCell - 1) + "…" : text
  }
}
