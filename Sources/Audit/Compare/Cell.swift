import Columnar

/// One value of a table, taken out of its column to be shown.
package indirect enum Cell: Sendable, Equatable {
  /// The row has no value.
  case none
  case bool(Bool)
  case whole(Int64)
  case float(Float)
  case double(Double)
  case text(String)
  case bytes([UInt8])
  /// Microseconds since 1970-01-01T00:00:00Z.
  case time(Int64)
  case list([Cell])

  /// The value of row `row` of a column of type `type`.
  package init(_ column: Column, row: Int, type: ColumnType) {
    self = column.isValid(row) ? Self.value(column.values, row, type) : .none
  }

  private static func value(_ values: ColumnValues, _ row: Int, _ type: ColumnType) -> Cell {
    switch values {
    case .bool(let values): return .bool(values[row])
    case .int32(let values): return .whole(Int64(values[row]))
    case .int64(let values): return type == .timestamp ? .time(values[row]) : .whole(values[row])
    case .float(let values): return .float(values[row])
    case .double(let values): return .double(values[row])
    case .string(let values): return .text(values[row])
    case .digest(let bytes): return .bytes(Array(bytes[row * 32..<row * 32 + 32]))
    case .list(let elements, let offsets):
      var element = ColumnType.int64
      if case .list(let declared) = type { element = declared }
      return .list((offsets[row]..<offsets[row + 1]).map { value(elements, $0, element) })
    default: return .none
    }
  }
}
