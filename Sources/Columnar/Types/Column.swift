/// A column of a table in memory.
package struct Column: Sendable, Equatable {
  /// The packed values, one a row.
  package var values: ColumnValues
  /// Which rows have a value; nil where all have.
  package var validity: [Bool]?

  /// Makes a column.
  package init(_ values: ColumnValues, validity: [Bool]? = nil) {
    self.values = values
    self.validity = validity
  }

  /// The number of rows.
  package var count: Int { values.count }

  /// Whether row `index` has a value.
  package func isValid(_ index: Int) -> Bool { validity?[index] ?? true }
}
