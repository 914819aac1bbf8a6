import Foundation
import Labelling
import Storage
import Texts

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

  /// The index of a column; nil if there is none.
  package func index(of name: String) -> Int? { header.firstIndex { $0.exact == name.exact } }

  /// The index of a column that must be there.
  ///
  /// - Throws: `DataError.columnMissing`.
  package func column(_ name: String) throws -> Int {
    guard let index = index(of: name) else {
      throw DataError.columnMissing(file: path, column: name, found: header)
    }
    return index
  }

  /// Refuses a column that need not be there and is, but for capitals and spaces: it would be overlooked.
  ///
  /// - Throws: `DataError.columnMisspelt`.
  func checkSpelling(of name: String) throws {
    guard index(of: name) == nil else { return }
    for found in header {
      let bare = found.trimmingCharacters(in: .whitespaces).lowercased().replacing(/[ -]/, with: "_")
      if bare.exact == name.exact { throw DataError.columnMisspelt(file: path, found: found, meant: name) }
    }
  }
}
