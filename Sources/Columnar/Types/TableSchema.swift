/// A table as declared: its name, version, columns and the key that its rows are sorted by.
package struct TableSchema: Sendable, Hashable {
  /// The table's name, written into the file (`pool`, `scores`).
  package let name: String
  /// Raised when a column is added, removed or changes its meaning.
  package let version: Int
  /// The columns that identify a row; rows ascend by them, text by UTF-8 bytes.
  ///
  /// May be empty.
  package let key: [String]
  /// What a row is, for `winnow schema`.
  package let meaning: String
  /// The columns in order.
  package let columns: [ColumnSchema]

  /// Declares a table.
  package init(_ name: String, version: Int = 1, key: [String], _ meaning: String, columns: [ColumnSchema]) {
    self.name = name
    self.version = version
    self.key = key
    self.meaning = meaning
    self.columns = columns
  }

  /// The same columns under the name and version of another schema, so that only the columns are checked.
  package func identified(as other: TableSchema) -> TableSchema {
    TableSchema(other.name, version: other.version, key: key, meaning, columns: columns)
  }

  /// The index of the column called `name`, nil if there is none.
  package func index(of name: String) -> Int? {
    columns.firstIndex { $0.name == name }
  }
}
