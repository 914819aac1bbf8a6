/// A table in memory: a schema and, for each of its columns, the values of all rows.
package struct Table: Sendable, Equatable {
  /// What the table was declared as.
  package let schema: TableSchema
  /// The columns in the order of the schema.
  package let columns: [Column]
  /// The number of rows.
  package let rowCount: Int

  /// Makes a table.
  ///
  /// - Throws: `ColumnarError` if the number of columns, a column's type or its length is not as declared, or a row
  ///   lacks a value where one must be.
  package init(schema: TableSchema, columns: [Column]) throws {
    guard columns.count == schema.columns.count else {
      throw ColumnarError(.columnCount(expected: schema.columns.count, found: columns.count))
    }
    let rows = columns.first?.count ?? 0
    for (declared, column) in zip(schema.columns, columns) {
      do {
        try column.check(declared, rows: rows)
      } catch {
        throw error.at(column: declared.name)
      }
    }
    self.schema = schema
    self.columns = columns
    rowCount = rows
  }

  /// A table without rows.
  package static func empty(_ schema: TableSchema) throws -> Table {
    try Table(schema: schema, columns: schema.columns.map { Column(.empty($0.type)) })
  }

  /// The column called `name`.
  ///
  /// - Throws: `ColumnarError` with cause `noSuchColumn`.
  package func column(_ name: String) throws -> Column {
    guard let index = schema.index(of: name) else { throw ColumnarError(.noSuchColumn, column: name) }
    return columns[index]
  }
}

extension Column {
  /// Checks that the column is what `declared` says, and that its offsets lie within its values.
  func check(_ declared: ColumnSchema, rows: Int) throws(ColumnarError) {
    try values.check(declared.type)
    guard values.count == rows else { throw ColumnarError(.length(expected: rows, found: values.count)) }
    guard let validity else { return }
    guard validity.count == rows else { throw ColumnarError(.length(expected: rows, found: validity.count)) }
    guard let first = validity.firstIndex(of: false) else { return }
    guard declared.nullable else { throw ColumnarError(.null, row: first) }
    guard case .list(_, let offsets) = values else { return }
    // A missing list has no elements.
    for row in first..<rows where !validity[row] && offsets[row] != offsets[row + 1] {
      throw ColumnarError(.offsets, row: row)
    }
  }
}

extension ColumnValues {
  /// No values of a type.
  package static func empty(_ type: ColumnType) -> ColumnValues {
    switch type {
    case .bool: .bool([])
    case .int32: .int32([])
    case .int64, .timestamp, .uint32, .uint64, .foreignTimestamp: .int64([])
    case .float, .float16: .float([])
    case .double: .double([])
    case .string: .string(StringArray())
    case .digest: .digest([])
    case .list(let element): .list(.empty(element), offsets: [0])
    case .binary: .binary(StringArray())
    case .fixed(let width): .fixed([], width: width)
    case .uuid: .fixed([], width: 16)
    case .date, .null, .time(.milliseconds): .int32([])
    case .time: .int64([])
    case .decimal(let precision, _): precision <= 9 ? .int32([]) : precision <= 18 ? .int64([]) : .fixed([], width: 16)
    }
  }

  /// Checks that these are values of `type` and that offsets lie within what they lead to.
  func check(_ type: ColumnType) throws(ColumnarError) {
    switch (type, self) {
    case (.bool, .bool), (.int32, .int32), (.int64, .int64), (.timestamp, .int64), (.float, .float),
      (.double, .double), (.uint32, .int64), (.uint64, .int64), (.float16, .float), (.date, .int32), (.null, .int32),
      (.time(.milliseconds), .int32), (.time, .int64), (.foreignTimestamp, .int64), (.decimal, .int32),
      (.decimal, .int64):
      return
    case (.binary, .binary(let values)), (.decimal, .binary(let values)):
      guard Self.ascend(values.offsets, to: values.bytes.count) else { throw ColumnarError(.offsets) }
    case (.fixed(let width), .fixed(let bytes, let found)):
      guard width == found, width > 0, bytes.count % width == 0 else { throw ColumnarError(.offsets) }
    case (.uuid, .fixed(let bytes, 16)):
      guard bytes.count % 16 == 0 else { throw ColumnarError(.offsets) }
    case (.decimal, .fixed(let bytes, let width)):
      guard width > 0, bytes.count % width == 0 else { throw ColumnarError(.offsets) }
    case (.string, .string(let texts)):
      guard Self.ascend(texts.offsets, to: texts.bytes.count) else { throw ColumnarError(.offsets) }
    case (.digest, .digest(let bytes)):
      guard bytes.count % 32 == 0 else { throw ColumnarError(.offsets) }
    case (.list(let element), .list(let values, let offsets)):
      try values.check(element)
      guard Self.ascend(offsets, to: values.count) else { throw ColumnarError(.offsets) }
    case (_, .nullable): throw ColumnarError(.nullElement)
    default: throw ColumnarError(.type(expected: type.name, found: typeName))
    }
  }

  /// Whether offsets begin with 0, never descend and end with `end`.
  private static func ascend(_ offsets: [Int], to end: Int) -> Bool {
    guard offsets.first == 0, offsets.last == end else { return false }
    var last = 0
    var fine = true
    for offset in offsets {
      fine = fine && offset >= last
      last = offset
    }
    return fine
  }

  /// The name of the type, as far as the values show it.
  var typeName: String {
    switch self {
    case .bool: "bool"
    case .int32: "int32"
    case .int64: "int64"
    case .float: "float"
    case .double: "double"
    case .string: "string"
    case .digest: "digest"
    case .binary: "binary"
    case .fixed(_, let width): "fixed[\(width)]"
    case .nullable(let values, _): "\(values.typeName)?"
    case .list(let values, _): "list<\(values.typeName)>"
    }
  }
}

extension ColumnType {
  /// The type as `winnow schema` and the content digest write it (`list<float>`).
  package var name: String {
    switch self {
    case .bool: "bool"
    case .int32: "int32"
    case .int64: "int64"
    case .float: "float"
    case .double: "double"
    case .string: "string"
    case .digest: "digest"
    case .timestamp: "timestamp"
    case .list(let element): "list<\(element.name)>"
    case .uint32: "uint32"
    case .uint64: "uint64"
    case .float16: "float16"
    case .binary: "binary"
    case .fixed(let width): "fixed[\(width)]"
    case .decimal(let precision, let scale): "decimal(\(precision), \(scale))"
    case .date: "date"
    case .time(let unit): "time[\(unit.symbol)]"
    case .foreignTimestamp(let unit, let utc): "timestamp[\(unit.symbol)\(utc ? ", UTC" : "")]"
    case .uuid: "uuid"
    case .null: "null"
    }
  }
}
