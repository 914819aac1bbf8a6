/// The type of a column of ours.
///
/// What foreign files hold is mapped to the nearest of these on reading.
package indirect enum ColumnType: Sendable, Hashable {
  case bool
  case int32
  case int64
  case float
  case double
  /// UTF-8 text.
  case string
  /// 32 bytes, a SHA-256.
  case digest
  /// Microseconds since 1970-01-01T00:00:00Z.
  case timestamp
  /// A list whose elements are never null.
  case list(ColumnType)
}

/// One column as declared: name, type, and what it means to a reader of the table.
package struct ColumnSchema: Sendable, Hashable {
  /// The name, in snake_case, with the unit where there is one (`lead_time_s`).
  package let name: String
  /// The type of its values.
  package let type: ColumnType
  /// Whether a row may lack a value.
  package let nullable: Bool
  /// What the column means, for `winnow schema`.
  ///
  /// Not part of the content digest.
  package let meaning: String

  /// Declares a column.
  package init(_ name: String, _ type: ColumnType, nullable: Bool = false, _ meaning: String = "") {
    self.name = name
    self.type = type
    self.nullable = nullable
    self.meaning = meaning
  }
}

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

  /// The index of the column called `name`, nil if there is none.
  package func index(of name: String) -> Int? {
    columns.firstIndex { $0.name == name }
  }
}
