extension Column {
  /// The column as `wanted` declares it, where that loses nothing but precision.
  ///
  /// Whole numbers may be stored wider or narrower, if they fit; `float` may be stored as `double` and the other way; a
  /// column of nothing but missing values may be stored as any type.
  ///
  /// - Parameters:
  ///   - wanted: The declaration.
  ///   - found: The type in the file.
  ///   - isNothing: Whether the file knows no type and has no values.
  /// - Returns: The column of the declared type.
  /// - Throws: `ColumnarError` with causes `type`, `outOfRange`, `null`, with the row within this column.
  func converted(_ wanted: ColumnSchema, from found: ColumnType, isNothing: Bool) throws(ColumnarError)
    -> Column
  {
    if !wanted.nullable, let row = validity?.firstIndex(of: false) { throw ColumnarError(.null, row: row) }
    if isNothing {
      let none = [Bool](repeating: false, count: count)
      return Column(ColumnValues.empty(wanted.type).spread(none), validity: count == 0 ? nil : none)
    }
    guard wanted.type != found else { return self }
    return Column(try values.converted(wanted.type, from: found), validity: validity)
  }
}

extension ColumnValues {
  fileprivate func converted(_ wanted: ColumnType, from found: ColumnType) throws(ColumnarError)
    -> ColumnValues
  {
    switch (wanted, found, self) {
    case (.int64, .int32, .int32(let values)): return .int64(values.map { Int64($0) })
    case (.int32, .int64, .int64(let values)):
      if let row = values.firstIndex(where: { Int32(exactly: $0) == nil }) {
        throw ColumnarError(.outOfRange, row: row)
      }
      return .int32(values.map { Int32(truncatingIfNeeded: $0) })
    case (.float, .double, .double(let values)): return .float(values.map { Float($0) })
    case (.double, .float, .float(let values)): return .double(values.map { Double($0) })
    case (.list(let element), .list(let foundElement), .list(let values, let offsets)):
      guard element != foundElement else { return self }
      do throws(ColumnarError) {
        return .list(try values.converted(element, from: foundElement), offsets: offsets)
      } catch {
        // Elements were counted; rows are asked for.
        guard let index = error.row else { throw error }
        let row = offsets.firstIndex { $0 > index }.map { $0 - 1 }
        throw ColumnarError(error.cause, row: row)
      }
    default: throw ColumnarError(.type(expected: wanted.name, found: found.name))
    }
  }
}
