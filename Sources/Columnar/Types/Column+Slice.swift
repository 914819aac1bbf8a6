extension Column {
  /// The rows `range`, which exist.
  func slice(_ range: Range<Int>) -> Column {
    Column(values.slice(range), validity: validity.map { Array($0[range]) })
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
}
