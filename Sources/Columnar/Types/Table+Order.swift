extension Table {
  /// Whether the rows ascend strictly by the table's key; true of a table without key.
  package func isSortedByKey() throws -> Bool {
    do {
      try checkKey()
      return true
    } catch let error as ColumnarError where error.cause == .keyDescends || error.cause == .keyRepeats {
      return false
    }
  }

  /// Checks that the rows ascend strictly by the table's key.
  ///
  /// - Throws: `ColumnarError` with cause `keyDescends` or `keyRepeats` and the row.
  package func checkKey() throws {
    let order = try RowOrder(self)
    guard order.hasKey else { return }
    for row in 0..<max(0, rowCount - 1) {
      let sign = order.compare(row, row + 1)
      if sign < 0 { continue }
      throw ColumnarError(sign == 0 ? .keyRepeats : .keyDescends, column: schema.key.first, row: row + 1)
    }
  }

  /// The same rows in ascending order of the table's key; rows of equal keys keep their order.
  ///
  /// - Throws: `ColumnarError` if a column of the key is missing.
  package func sortedByKey() throws -> Table {
    if try isSortedByKey() { return self }
    return try rows(RowOrder(self).sorted())
  }

  /// The rows at `indices`, in that order; an index may occur more than once.
  ///
  /// - Throws: `ColumnarError` with cause `noSuchRow`.
  package func rows(_ indices: [Int]) throws -> Table {
    let rows = rowCount
    if let wrong = indices.first(where: { $0 < 0 || $0 >= rows }) {
      throw ColumnarError(.noSuchRow(rows: rows), row: wrong)
    }
    return try Table(schema: schema, columns: columns.map { $0.gather(indices) })
  }

  /// The rows `range`.
  ///
  /// - Throws: `ColumnarError` with cause `noSuchRow`.
  package func rows(_ range: Range<Int>) throws -> Table {
    guard range.lowerBound >= 0, range.upperBound <= rowCount else {
      throw ColumnarError(.noSuchRow(rows: rowCount), row: range.upperBound - 1)
    }
    return try Table(schema: schema, columns: columns.map { $0.slice(range) })
  }
}

/// The order of a table's rows by its key: texts and digests by bytes, numbers by value, a missing value first.
struct RowOrder {
  private let columns: [Column]
  private let rowCount: Int

  /// Whether there is a key at all.
  var hasKey: Bool { !columns.isEmpty }

  init(_ table: Table) throws {
    columns = try table.schema.key.map { try table.column($0) }
    rowCount = table.rowCount
  }

  /// Negative if the row `left` comes before `right`, 0 if their keys are equal.
  func compare(_ left: Int, _ right: Int) -> Int {
    for column in columns {
      let sign = column.compare(left, column, right)
      if sign != 0 { return sign }
    }
    return 0
  }

  /// The rows' numbers in ascending order.
  func sorted() -> [Int] {
    (0..<rowCount).sorted { left, right in
      let sign = compare(left, right)
      return sign == 0 ? left < right : sign < 0
    }
  }
}
