import Labelling
import Storage

/// A CSV file with a header, its columns found by name and its rows by line.
package struct CSVFile: Sendable {
  /// The path, for errors.
  package let path: String
  private let table: CSVTable

  /// Reads a file of RFC 4180.
  ///
  /// - Throws: `LabellingError.malformed` if it is no such table; `StorageError`.
  package init(path: String) throws {
    self.path = path
    table = try CSVTable(Files.read(path, limit: 1 << 30), file: path)
  }

  /// The names in the header.
  package var header: [String] { table.header }
  /// The rows below it.
  package var rows: [CSVTable.Row] { table.rows }

  /// The index of a column.
  ///
  /// - Throws: `DataError.columnMissing`.
  package func column(_ name: String) throws -> Int {
    guard let index = header.firstIndex(where: { $0.utf8.elementsEqual(name.utf8) }) else {
      throw DataError.columnMissing(file: path, column: name, found: header)
    }
    return index
  }
}
