extension Statistics {
  /// The longest text that stands in statistics, in bytes.
  private static let longest = 256

  /// What is known of a column's values; `dense` are those that are there, not in lists.
  init(_ dense: ColumnValues, nullCount: Int) {
    self.init(minimum: nil, maximum: nil, nullCount: nullCount)
    switch dense {
    case .bool(let values):
      guard let first = values.first else { return }
      let bounds = values.reduce((first, first)) { ($0.0 && $1, $0.1 || $1) }
      minimum = [bounds.0 ? 1 : 0]
      maximum = [bounds.1 ? 1 : 0]
    case .int32(let values): set(Self.bounds(values)) { Self.bytes(UInt32(bitPattern: $0)) }
    case .int64(let values): set(Self.bounds(values)) { Self.bytes(UInt64(bitPattern: $0)) }
    case .float(let values):
      // The specification wants the lower zero as a minimum and the upper as a maximum, and no NaN.
      guard let (low, high) = Self.bounds(values) else { return }
      minimum = Self.bytes((low == 0 ? -0.0 : low).bitPattern)
      maximum = Self.bytes((high == 0 ? 0.0 : high).bitPattern)
    case .double(let values):
      guard let (low, high) = Self.bounds(values) else { return }
      minimum = Self.bytes((low == 0 ? -0.0 : low).bitPattern)
      maximum = Self.bytes((high == 0 ? 0.0 : high).bitPattern)
    case .string, .digest: setBytewise(dense)
    case .list, .binary, .fixed, .nullable: return
    }
  }

  private mutating func setBytewise(_ dense: ColumnValues) {
    guard dense.count > 0 else { return }
    let column = Column(dense)
    var low = 0
    var high = 0
    for row in 1..<max(1, dense.count) {
      if column.compare(row, column, low) < 0 { low = row }
      if column.compare(row, column, high) > 0 { high = row }
    }
    let lowest = Self.bytes(dense, low)
    let highest = Self.bytes(dense, high)
    guard lowest.count <= Self.longest, highest.count <= Self.longest else { return }
    minimum = lowest
    maximum = highest
  }

  private mutating func set<Value>(_ bounds: (Value, Value)?, _ bytes: (Value) -> [UInt8]) {
    guard let bounds else { return }
    minimum = bytes(bounds.0)
    maximum = bytes(bounds.1)
  }

  /// The least and the greatest value, nil if there is none; NaN is passed over.
  private static func bounds<Value: Comparable>(_ values: [Value]) -> (Value, Value)? {
    guard let start = values.firstIndex(where: { $0 == $0 }) else { return nil }
    var low = values[start]
    var high = low
    for value in values[start...] {
      if value < low { low = value }
      if value > high { high = value }
    }
    return (low, high)
  }

  private static func bytes(_ dense: ColumnValues, _ row: Int) -> [UInt8] {
    switch dense {
    case .string(let texts): Array(texts.utf8(row))
    case .digest(let bytes): Array(bytes[row * 32..<row * 32 + 32])
    default: []
    }
  }

  private static func bytes<Value: FixedWidthInteger>(_ value: Value) -> [UInt8] {
    (0..<Value.bitWidth / 8).map { UInt8(truncatingIfNeeded: value >> Value($0 * 8)) }
  }
}
