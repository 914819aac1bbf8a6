import Columnar

/// What differs between two versions of a table, row by row.
package struct TableComparison: Sendable, Equatable, Encodable {
  /// What differs in a column, over the rows that both have.
  package struct ColumnChange: Sendable, Equatable, Encodable {
    /// The column's name.
    package let name: String
    /// How many rows have another value.
    package internal(set) var cells = 0
    /// The largest absolute difference of two numbers, of whole numbers and of elements of lists too; nil if there is none.
    package internal(set) var largest: Double?
  }

  /// A row that differs.
  package struct RowChange: Sendable, Equatable, Encodable {
    /// How.
    package enum Kind: String, Sendable, Codable {
      case added, removed, changed
    }

    /// A value that changed.
    package struct CellChange: Sendable, Equatable, Encodable {
      /// The column's name.
      package let column: String
      package let old: Cell
      package let new: Cell
    }

    package let kind: Kind
    /// The values of the key's columns, or the row's number where there is no key.
    package let key: [Cell]
    /// The values that changed, in the order of the columns; none of a row that was added or removed.
    package let cells: [CellChange]
  }

  /// The columns that rows are identified by; empty: by their position.
  package let key: [String]
  package internal(set) var oldRows = 0
  package internal(set) var newRows = 0
  package internal(set) var added = 0
  package internal(set) var removed = 0
  /// Rows that both have, with another value in at least one column.
  package internal(set) var changed = 0
  /// The columns that both have and in which values differ, in the order of the new table.
  package internal(set) var columns: [ColumnChange] = []
  /// Columns that only one of them has, or that changed their type, by name: these are not compared.
  package internal(set) var columnsAdded: [String] = []
  package internal(set) var columnsRemoved: [String] = []
  package internal(set) var columnsRetyped: [String] = []
  /// The first rows that differ, in the order of the key.
  package internal(set) var sample: [RowChange] = []

  /// Whether nothing differs beyond the tolerances.
  package var isSame: Bool {
    added == 0 && removed == 0 && changed == 0 && columnsAdded.isEmpty && columnsRemoved.isEmpty
      && columnsRetyped.isEmpty
  }
}
