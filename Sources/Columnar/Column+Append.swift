extension Column {
  /// The rows `range`, which exist.
  func slice(_ range: Range<Int>) -> Column {
    Column(values.slice(range), validity: validity.map { Array($0[range]) })
  }

  /// Adds the rows of a column of the same type at the end.
  ///
  /// - Parameters:
  ///   - other: The rows.
  ///   - factor: For how many times as many room is made if there is too little.
  /// - Throws: `ColumnarError` with cause `type`.
  mutating func append(_ other: Column, reserving factor: Int = 1) throws(ColumnarError) {
    if validity != nil || other.validity != nil {
      validity =
        (validity ?? Array(repeating: true, count: count))
        + (other.validity ?? Array(repeating: true, count: other.count))
    }
    let taken = values
    values = .bool([])
    values = try taken.appending(other.values, factor)
  }
}

extension ColumnValues {
  func slice(_ range: Range<Int>) -> ColumnValues {
    switch self {
    case .bool(let values): return .bool(Array(values[range]))
    case .int32(let values): return .int32(Array(values[range]))
    case .int64(let values): return .int64(Array(values[range]))
    case .float(let values): return .float(Array(values[range]))
    case .double(let values): return .double(Array(values[range]))
    case .string(let values): return .string(values.slice(range))
    case .digest(let bytes): return .digest(Array(bytes[range.lowerBound * 32..<range.upperBound * 32]))
    case .binary(let values): return .binary(values.slice(range))
    case .fixed(let bytes, let width):
      return .fixed(Array(bytes[range.lowerBound * width..<range.upperBound * width]), width: width)
    case .nullable(let values, let validity):
      return .nullable(values.slice(range), validity: Array(validity[range]))
    case .list(let values, let offsets):
      let base = offsets[range.lowerBound]
      return .list(
        values.slice(base..<offsets[range.upperBound]),
        offsets: offsets[range.lowerBound...range.upperBound].map { $0 - base })
    }
  }

  /// These values with `other` behind them; takes its own storage over, so that appending many is not quadratic.
  fileprivate consuming func appending(_ other: ColumnValues, _ factor: Int) throws(ColumnarError)
    -> ColumnValues
  {
    switch (consume self, other) {
    case (.bool(var values), .bool(let more)):
      Self.join(&values, more, factor)
      return .bool(values)
    case (.int32(var values), .int32(let more)):
      Self.join(&values, more, factor)
      return .int32(values)
    case (.int64(var values), .int64(let more)):
      Self.join(&values, more, factor)
      return .int64(values)
    case (.float(var values), .float(let more)):
      Self.join(&values, more, factor)
      return .float(values)
    case (.double(var values), .double(let more)):
      Self.join(&values, more, factor)
      return .double(values)
    case (.string(var values), .string(let more)):
      values.append(contentsOf: more)
      return .string(values)
    case (.digest(var bytes), .digest(let more)):
      Self.join(&bytes, more, factor)
      return .digest(bytes)
    case (.binary(var values), .binary(let more)):
      values.append(contentsOf: more)
      return .binary(values)
    case (.fixed(var bytes, let width), .fixed(let more, let other)) where width == other:
      Self.join(&bytes, more, factor)
      return .fixed(bytes, width: width)
    case (.nullable(let values, var validity), .nullable(let more, let moreValidity)):
      Self.join(&validity, moreValidity, factor)
      return .nullable(try values.appending(more, factor), validity: validity)
    case (.nullable(let values, let validity), let more):
      return .nullable(
        try values.appending(more, factor),
        validity: validity + [Bool](repeating: true, count: more.count))
    case (let values, .nullable(let more, let moreValidity)):
      let count = values.count
      return .nullable(
        try values.appending(more, factor),
        validity: [Bool](repeating: true, count: count) + moreValidity)
    case (.list(let values, var offsets), .list(let more, let moreOffsets)):
      let base = values.count
      Self.join(&offsets, moreOffsets.dropFirst().map { $0 + base }, factor)
      return .list(try values.appending(more, factor), offsets: offsets)
    default: throw ColumnarError(.type(expected: "", found: ""))
    }
  }

  private static func join<Value>(_ values: inout [Value], _ more: [Value], _ factor: Int) {
    if factor > 1, values.capacity < values.count + more.count {
      values.reserveCapacity(values.count + factor * more.count)
    }
    values += more
  }
}
