/// The values of a column, densely packed; a row without a value holds a zero, an empty text or an empty list.
package indirect enum ColumnValues: Sendable, Equatable {
  case bool([Bool])
  case int32([Int32])
  /// Whole numbers, and timestamps in microseconds.
  case int64([Int64])
  case float([Float])
  case double([Double])
  case string(StringArray)
  /// Digests one behind the other, 32 bytes each.
  case digest([UInt8])
  /// Bytes of any length; only in files of others.
  case binary(StringArray)
  /// Bytes of one length, one behind the other; only in files of others.
  case fixed([UInt8], width: Int)
  /// Elements of a list of which some are missing; only in files of others.
  case nullable(ColumnValues, validity: [Bool])
  /// Row `i` holds the elements `offsets[i]..<offsets[i + 1]`.
  case list(ColumnValues, offsets: [Int])

  /// The number of rows.
  package var count: Int {
    switch self {
    case .bool(let values): values.count
    case .int32(let values): values.count
    case .int64(let values): values.count
    case .float(let values): values.count
    case .double(let values): values.count
    case .string(let values): values.count
    case .digest(let bytes): bytes.count / 32
    case .binary(let values): values.count
    case .fixed(let bytes, let width): width > 0 ? bytes.count / width : 0
    case .nullable(let values, _): values.count
    case .list(_, let offsets): offsets.count - 1
    }
  }
}
