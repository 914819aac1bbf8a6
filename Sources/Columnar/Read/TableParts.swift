import Foundation
import Storage
import Texts

/// One table in one file, or in a folder of files as Spark and Dask write it: the parts in the order of their names.
///
/// Names that begin with `_` or `.` (`_SUCCESS`, `_metadata`, `.part-0.parquet.crc`) are no parts. Folders in the folder, as
/// `run=7/`, are refused: their names hold values that the files lack.
package struct TableParts: Sendable {
  /// The file or the folder.
  package let path: String
  /// The files.
  package let files: [String]
  /// The number of rows of all parts.
  package let rowCount: Int
  /// The names of all columns at the top level of the first part, in order.
  package let columnNames: [String]
  /// The parts as they were opened; empty where they are too many to be held open.
  private let open: [TableReader]
  /// The number of each part's first row, and that of all rows.
  private let firstRows: [Int]
  private let threads: Int?

  /// How many files are held open.
  private static let mostOpen = 64

  /// Opens a file, or all files of a folder.
  ///
  /// - Parameters:
  ///   - path: The file or the folder.
  ///   - threads: On how many threads a call may decode; nil for as many as there are.
  /// - Throws: `ColumnarError`, with causes `noParts` and `nestedParts` for a folder that is no table; `StorageError`.
  package init(path: String, threads: Int? = nil) throws {
    self.path = path
    self.threads = threads
    files = try Files.isDirectory(path) ? Self.parts(path) : [path]
    var open: [TableReader] = []
    var firstRows = [0]
    for file in files {
      let reader = try Self.reader(file, threads)
      let (sum, overflow) = (firstRows.last ?? 0).addingReportingOverflow(reader.rowCount)
      guard !overflow else { throw ColumnarError(.inconsistent(.rowCount), file: file) }
      firstRows.append(sum)
      if files.count <= Self.mostOpen || open.isEmpty { open.append(reader) }
    }
    columnNames = open.first?.columnNames ?? []
    rowCount = firstRows.last ?? 0
    self.firstRows = firstRows
    self.open = files.count <= Self.mostOpen ? open : []
  }

  /// Whether the table is a folder.
  package var isFolder: Bool { !(files.count == 1 && files[0].equalsByBytes(path)) }

  /// Opens a part.
  ///
  /// - Throws: `ColumnarError`, `StorageError`.
  package func reader(_ part: Int) throws -> TableReader {
    open.indices.contains(part) ? open[part] : try Self.reader(files[part], threads)
  }

  /// All rows of the columns of `schema`, checked against it; the file may be a table of ours of any name and version.
  ///
  /// - Throws: `ColumnarError`, with cause `partDiffers` where a column has another type than in the first part;
  ///   `StorageError`.
  package func read(as schema: TableSchema) throws -> Table {
    guard files.count > 1 else {
      let reader = try reader(0)
      return try reader.read(as: schema.identified(as: reader.schema))
    }
    return try joined(schema) { reader, _, schema in try reader.read(as: schema) }
  }

  /// Some rows of the columns of `schema`, checked against it.
  ///
  /// - Parameters:
  ///   - rows: Numbers of rows in the whole table, in any order; a row may occur more than once.
  ///   - schema: What is wanted.
  /// - Returns: The rows in that order.
  /// - Throws: As `read(as:)` does; with cause `noSuchRow` for a number that is none.
  package func read(rows: [Int], as schema: TableSchema) throws -> Table {
    guard files.count > 1 else {
      let reader = try reader(0)
      return try reader.read(rows: rows, as: schema.identified(as: reader.schema))
    }
    if let wrong = rows.first(where: { $0 < 0 || $0 >= rowCount }) {
      throw ColumnarError(.noSuchRow(rows: rowCount), file: path, row: wrong)
    }
    let sorted = Set(rows).sorted()
    var next = 0
    let table = try joined(schema) { reader, part, schema in
      let start = next
      while next < sorted.count, sorted[next] < firstRows[part + 1] { next += 1 }
      let wanted = sorted[start..<next].map { $0 - firstRows[part] }
      return wanted.isEmpty ? nil : try reader.read(rows: wanted, as: schema)
    }
    if sorted == rows { return table }
    let places = Dictionary(
      sorted.enumerated().map { ($0.element, $0.offset) }, uniquingKeysWith: { first, _ in first })
    return try table.rows(rows.compactMap { places[$0] })
  }

  /// Checks that every part stores columns as the first one does.
  ///
  /// - Throws: `ColumnarError`, with causes `partDiffers` and `noSuchColumn`; `StorageError`.
  package func check(_ names: [String]) throws {
    guard files.count > 1 else { return }
    let first = try reader(0)
    let schema = try TableSchema("", key: [], "", columns: names.map { try first.column($0) })
    for part in files.indices.dropFirst() { try Self.check(schema, reader(part), first) }
  }

  /// The file of a row and its number there; what is no row is counted from the last part's first.
  package func place(ofRow row: Int) -> (file: String, row: Int) {
    let part = max(0, (firstRows.firstIndex { $0 > row } ?? firstRows.count - 1) - 1)
    return (files[part], row - firstRows[part])
  }

  /// The parts of a folder.
  private static func parts(_ folder: String) throws -> [String] {
    var files: [String] = []
    for name in try Files.list(folder) where !name.hasPrefix("_") && !name.hasPrefix(".") {
      let file = "\(folder)/\(name)"
      if Files.isDirectory(file) { throw ColumnarError(.nestedParts(name), file: folder) }
      files.append(file)
    }
    guard !files.isEmpty else { throw ColumnarError(.noParts, file: folder) }
    return files
  }

  private static func reader(_ file: String, _ threads: Int?) throws -> TableReader {
    try threads.map { try TableReader(path: file, threads: $0) } ?? TableReader(path: file)
  }

  /// What is read of each part, one behind the other.
  private func joined(
    _ schema: TableSchema, _ read: (TableReader, Int, TableSchema) throws -> Table?
  ) throws -> Table {
    let first = try reader(0)
    var tables: [Table] = []
    for part in files.indices {
      let reader = part == 0 ? first : try reader(part)
      try Self.check(schema, reader, first)
      if let table = try read(reader, part, schema.identified(as: reader.schema)) { tables.append(table) }
    }
    guard !tables.isEmpty else { return try Table.empty(schema) }
    let columns = try schema.columns.indices.map { index in
      try Column.joined(tables.map { $0.columns[index] }) ?? Column(.empty(schema.columns[index].type))
    }
    return try Table(schema: schema.identified(as: first.schema), columns: columns)
  }

  /// Checks that a part stores the columns as the first one does; a column of nothing but missing values has no type.
  private static func check(_ schema: TableSchema, _ part: TableReader, _ first: TableReader) throws(ColumnarError) {
    for column in schema.columns {
      let (expected, found) = (try first.column(column.name).type, try part.column(column.name).type)
      guard expected != found, !expected.isOfNothing, !found.isOfNothing else { continue }
      throw ColumnarError(
        .partDiffers(
          first: first.path.split(separator: "/").last.map(String.init) ?? first.path, expected: expected.name,
          found: found.name), file: part.path, column: column.name)
    }
  }
}

extension ColumnType {
  /// Whether a file that stores it has no values to see the type by.
  fileprivate var isOfNothing: Bool {
    switch self {
    case .null: true
    case .list(let element): element.isOfNothing
    default: false
    }
  }
}
