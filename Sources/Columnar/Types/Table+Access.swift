import Storage

/// Columns by name and type. An accessor of another type than the column's throws `ColumnarError` with cause `type`; one
/// that is not optional throws cause `null`, with the row, where a value is missing.
extension Table {
  /// The texts of a column, packed.
  package func strings(_ name: String) throws -> StringArray {
    let column = try full(name)
    guard case .string(let values) = column.values else { throw mismatch(name, .string) }
    return values
  }

  /// The texts of a column, nil where a row has none.
  package func optionalStrings(_ name: String) throws -> [String?] {
    let column = try column(name)
    guard case .string(let values) = column.values else { throw mismatch(name, .string) }
    return optional(values.strings, column.validity)
  }

  /// The values of a `float` column.
  package func floats(_ name: String) throws -> [Float] {
    guard case .float(let values) = try full(name).values else { throw mismatch(name, .float) }
    return values
  }

  /// The values of a `float` column, nil where a row has none.
  package func optionalFloats(_ name: String) throws -> [Float?] {
    let column = try column(name)
    guard case .float(let values) = column.values else { throw mismatch(name, .float) }
    return optional(values, column.validity)
  }

  /// The values of a `double` column.
  package func doubles(_ name: String) throws -> [Double] {
    guard case .double(let values) = try full(name).values else { throw mismatch(name, .double) }
    return values
  }

  /// The values of a `double` column, nil where a row has none.
  package func optionalDoubles(_ name: String) throws -> [Double?] {
    let column = try column(name)
    guard case .double(let values) = column.values else { throw mismatch(name, .double) }
    return optional(values, column.validity)
  }

  /// The values of an `int32` column.
  package func int32s(_ name: String) throws -> [Int32] {
    guard case .int32(let values) = try full(name).values else { throw mismatch(name, .int32) }
    return values
  }

  /// The values of an `int32` column, nil where a row has none.
  package func optionalInt32s(_ name: String) throws -> [Int32?] {
    let column = try column(name)
    guard case .int32(let values) = column.values else { throw mismatch(name, .int32) }
    return optional(values, column.validity)
  }

  /// The values of an `int64` or `timestamp` column.
  package func int64s(_ name: String) throws -> [Int64] {
    guard case .int64(let values) = try full(name).values else { throw mismatch(name, .int64) }
    return values
  }

  /// The values of an `int64` or `timestamp` column, nil where a row has none.
  package func optionalInt64s(_ name: String) throws -> [Int64?] {
    let column = try column(name)
    guard case .int64(let values) = column.values else { throw mismatch(name, .int64) }
    return optional(values, column.validity)
  }

  /// The values of a `bool` column.
  package func bools(_ name: String) throws -> [Bool] {
    guard case .bool(let values) = try full(name).values else { throw mismatch(name, .bool) }
    return values
  }

  /// The values of a `bool` column, nil where a row has none.
  package func optionalBools(_ name: String) throws -> [Bool?] {
    let column = try column(name)
    guard case .bool(let values) = column.values else { throw mismatch(name, .bool) }
    return optional(values, column.validity)
  }

  /// The values of a `digest` column.
  package func digests(_ name: String) throws -> [Digest] {
    guard case .digest(let bytes) = try full(name).values else { throw mismatch(name, .digest) }
    return unpack(bytes)
  }

  /// The values of a `digest` column, nil where a row has none.
  package func optionalDigests(_ name: String) throws -> [Digest?] {
    let column = try column(name)
    guard case .digest(let bytes) = column.values else { throw mismatch(name, .digest) }
    return optional(unpack(bytes), column.validity)
  }

  /// The elements of a `list<float>` column; row `i` holds `values[offsets[i]..<offsets[i + 1]]`.
  package func floatLists(_ name: String) throws -> (values: [Float], offsets: [Int]) {
    guard case .list(.float(let values), let offsets) = try full(name).values else {
      throw mismatch(name, .list(.float))
    }
    return (values, offsets)
  }

  private func full(_ name: String) throws -> Column {
    let column = try column(name)
    if let row = column.validity?.firstIndex(of: false) { throw ColumnarError(.null, column: name, row: row) }
    return column
  }

  private func mismatch(_ name: String, _ expected: ColumnType) -> ColumnarError {
    let found = schema.index(of: name).map { schema.columns[$0].type.name } ?? ""
    return ColumnarError(.type(expected: expected.name, found: found), column: name)
  }

  private func optional<Value>(_ values: [Value], _ validity: [Bool]?) -> [Value?] {
    guard let validity else { return values }
    return zip(values, validity).map { $1 ? $0 : nil }
  }

  private func unpack(_ bytes: [UInt8]) -> [Digest] {
    stride(from: 0, to: bytes.count, by: 32).compactMap { Digest(Array(bytes[$0..<$0 + 32])) }
  }
}
