/// Between what the values of a row group or page lie, as the file says; NaN is left out.
package enum ValueBounds: Equatable, Sendable {
  /// Whole numbers, timestamps in microseconds, truth values as 0 and 1.
  case whole(ClosedRange<Int64>)
  /// Numbers with a fraction.
  case real(ClosedRange<Double>)
  /// Texts, digests and bytes, which ascend byte by byte; both may be shortened, so that they lie further apart.
  case bytes(minimum: [UInt8], maximum: [UInt8])
}

extension ValueBounds {
  /// Whether `value` can be among values that ascend byte by byte; true where the bounds say nothing of such.
  func mayHold(_ value: ArraySlice<UInt8>) -> Bool {
    guard case .bytes(let minimum, let maximum) = self else { return true }
    return !value.lexicographicallyPrecedes(minimum) && !maximum.lexicographicallyPrecedes(value)
  }

  /// The bounds out of a chunk's statistics, nil if they say nothing that can be relied on.
  ///
  /// - Parameters:
  ///   - statistics: What the footer says.
  ///   - column: The column.
  ///   - isOrdered: Whether the file says in which order values are compared. Without that only the order of signed numbers,
  ///     which all writers agree on, is relied on.
  init?(_ statistics: Statistics, of column: FileColumn, isOrdered: Bool) {
    if let minimum = statistics.minimum, let maximum = statistics.maximum, isOrdered || column.isSigned {
      self.init(minimum, maximum, of: column)
    } else if let minimum = statistics.signedMinimum, let maximum = statistics.signedMaximum, column.isSigned {
      self.init(minimum, maximum, of: column)
    } else {
      return nil
    }
  }

  /// The bounds that two values as stored are, nil if they are not in order or not known to be.
  init?(_ minimum: [UInt8], _ maximum: [UInt8], of column: FileColumn) {
    guard column.lists.isEmpty else { return nil }
    switch column.physical {
    case .boolean, .int32, .int64:
      guard let low = Self.whole(minimum, column), let high = Self.whole(maximum, column), low <= high else {
        return nil
      }
      self = .whole(low...high)
    case .float, .double:
      guard column.mapping == .asIs, let low = Self.real(minimum, column), let high = Self.real(maximum, column),
        low <= high
      else { return nil }
      self = .real(low...high)
    case .byteArray, .fixedLengthByteArray:
      guard column.mapping == .asIs, column.leafType == .string || column.leafType == .digest,
        !maximum.lexicographicallyPrecedes(minimum)
      else { return nil }
      self = .bytes(minimum: minimum, maximum: maximum)
    case .int96: return nil
    }
  }

  private static func whole(_ bytes: [UInt8], _ column: FileColumn) -> Int64? {
    let width = column.physical == .boolean ? 1 : column.physical == .int32 ? 4 : 8
    guard bytes.count == width else { return nil }
    let bits = bytes.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    switch (column.physical, column.mapping) {
    case (.boolean, .asIs): return bits <= 1 ? Int64(bits) : nil
    case (.int32, .asIs): return Int64(Int32(truncatingIfNeeded: bits))
    case (.int32, .unsigned32): return Int64(bits)
    case (.int64, .asIs): return Int64(bitPattern: bits)
    case (.int64, .unsigned64): return Int64(exactly: bits)
    default: return nil
    }
  }

  private static func real(_ bytes: [UInt8], _ column: FileColumn) -> Double? {
    let isFloat = column.physical == .float
    guard bytes.count == (isFloat ? 4 : 8) else { return nil }
    let bits = bytes.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    let value = isFloat ? Double(Float(bitPattern: UInt32(bits))) : Double(bitPattern: bits)
    return value.isNaN ? nil : value
  }
}

extension FileColumn {
  /// Whether the values are numbers that all writers compare in the same way.
  var isSigned: Bool {
    switch physical {
    case .int32, .int64: mapping != .unsigned32 && mapping != .unsigned64
    case .float, .double, .boolean: true
    case .int96, .byteArray, .fixedLengthByteArray: false
    }
  }
}
