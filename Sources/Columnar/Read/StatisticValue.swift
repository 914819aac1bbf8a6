/// The least or the greatest of a column's values, as the file says.
package struct StatisticValue: Sendable {
  private let type: ColumnType
  /// One value.
  private let column: Column

  /// The value as JSON.
  package var json: String {
    var bytes: [UInt8] = []
    ValueJSON.append(column, type, row: 0, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The lesser of two values of a column.
  package static func least(_ a: StatisticValue, _ b: StatisticValue) -> StatisticValue { b.isBelow(a) ? b : a }

  /// The greater of two values of a column.
  package static func greatest(_ a: StatisticValue, _ b: StatisticValue) -> StatisticValue { a.isBelow(b) ? b : a }

  /// Least and greatest value of a leaf, nil if they are not there or not as long as the type says.
  ///
  /// What old writers say, who compared all values as signed ones, is believed of signed numbers alone.
  static func bounds(_ statistics: Statistics, of leaf: SchemaElement) -> (minimum: Self, maximum: Self)? {
    guard let known = try? LeafType.column(leaf, definition: 0, lists: [], nullable: false),
      known.physical != .int96
    else { return nil }
    var bounds = (statistics.minimum, statistics.maximum)
    if bounds.0 == nil, bounds.1 == nil, known.hasSignedOrder {
      bounds = (statistics.signedMinimum, statistics.signedMaximum)
    }
    guard let low = bounds.0, let high = bounds.1, let minimum = Self(low, known), let maximum = Self(high, known)
    else { return nil }
    return (minimum, maximum)
  }

  private init?(_ bytes: [UInt8], _ leaf: FileColumn) {
    let values: ColumnValues
    let width =
      switch leaf.physical {
      case .boolean: 1
      case .int32, .float: 4
      case .int64, .double: 8
      case .fixedLengthByteArray: leaf.typeLength
      case .byteArray, .int96: bytes.count
      }
    guard bytes.count == width else { return nil }
    let bits = bytes.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    switch leaf.physical {
    case .boolean: values = .bool([bits != 0])
    case .int32: values = .int32([Int32(truncatingIfNeeded: bits)])
    case .int64: values = .int64([Int64(bitPattern: bits)])
    case .float: values = .float([Float(bitPattern: UInt32(truncatingIfNeeded: bits))])
    case .double: values = .double([Double(bitPattern: bits)])
    case .fixedLengthByteArray: values = leaf.isDigest ? .digest(bytes) : .fixed(bytes, width: width)
    case .byteArray where leaf.isText:
      // Long texts are cut, some writers do so within a character.
      values = .string(StringArray([String(decoding: bytes, as: UTF8.self)]))
    case .byteArray: values = .binary(StringArray(bytes: bytes, offsets: [0, bytes.count]))
    case .int96: return nil
    }
    guard leaf.mapping != .nothing, let mapped = try? values.mapped(leaf.mapping) else { return nil }
    type = leaf.type
    column = Column(mapped)
  }

  private func isBelow(_ other: StatisticValue) -> Bool {
    switch (type, column.values, other.column.values) {
    case (.uint64, .int64(let a), .int64(let b)): UInt64(bitPattern: a[0]) < UInt64(bitPattern: b[0])
    case (.decimal, .fixed(let a, _), .fixed(let b, _)): Self.isBelow(a, b)
    default: column.compare(0, other.column, 0) < 0
    }
  }

  /// Whether a two's complement of the same length is below another, the highest byte first.
  private static func isBelow(_ a: [UInt8], _ b: [UInt8]) -> Bool {
    let flipped = [a, b].map { bytes in bytes.enumerated().map { $0 == 0 ? $1 ^ 0x80 : $1 } }
    return flipped[0].lexicographicallyPrecedes(flipped[1])
  }
}

extension FileColumn {
  /// Whether the values are compared as signed numbers, on which all writers agree.
  fileprivate var hasSignedOrder: Bool {
    switch physical {
    case .int32, .int64: type != .uint32 && type != .uint64
    case .float, .double, .boolean: true
    case .int96, .byteArray, .fixedLengthByteArray: false
    }
  }
}
