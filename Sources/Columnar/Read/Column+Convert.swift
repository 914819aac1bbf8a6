extension Column {
  /// The column as `wanted` declares it, where that loses nothing but precision.
  ///
  /// Whole numbers may be stored wider or narrower, if they fit; `float` may be stored as `double` or half precision, and
  /// the other way; times in any unit, which are rounded down; texts as bytes that say nothing about themselves; digests
  /// as bytes of any length, if each has 32; numbers as decimals of 18 digits at the most. A column of nothing but missing
  /// values may be stored as any type, an empty list as a list of anything.
  ///
  /// - Parameters:
  ///   - wanted: The declaration.
  ///   - found: The type in the file.
  ///   - isNothing: Whether the file knows no type and has no values.
  /// - Returns: The column of the declared type.
  /// - Throws: `ColumnarError` with causes `type`, `outOfRange`, `notUTF8`, `null`, `nullElement`, with the row within this
  ///   column.
  func converted(_ wanted: ColumnSchema, from found: ColumnType, isNothing: Bool) throws(ColumnarError)
    -> Column
  {
    if !wanted.nullable, let row = validity?.firstIndex(of: false) { throw ColumnarError(.null, row: row) }
    if isNothing {
      let none = [Bool](repeating: false, count: count)
      return Column(ColumnValues.empty(wanted.type).spread(none), validity: count == 0 ? nil : none)
    }
    guard wanted.type != found || values.mayMissElements else { return self }
    return Column(try values.converted(wanted.type, from: found, validity), validity: validity)
  }
}

extension ColumnValues {
  /// Whether these are lists of which elements are missing.
  fileprivate var mayMissElements: Bool {
    switch self {
    case .list(let values, _): values.mayMissElements
    case .nullable: true
    default: false
    }
  }

  fileprivate func converted(
    _ wanted: ColumnType, from found: ColumnType, _ validity: [Bool]?
  ) throws(ColumnarError) -> ColumnValues {
    switch (wanted, found, self) {
    case (_, _, .nullable(_, let validity)):
      throw ColumnarError(.nullElement, row: validity.firstIndex(of: false))
    case (.list(let element), .list(let foundElement), .list(let values, let offsets)):
      do throws(ColumnarError) {
        return .list(try values.converted(element, from: foundElement, nil), offsets: offsets)
      } catch {
        // Elements were counted; rows are asked for.
        guard let index = error.row else { throw error }
        throw ColumnarError(error.cause, row: offsets.firstIndex { $0 > index }.map { $0 - 1 })
      }
    case _ where wanted == found: return self
    // A list without elements does not say of what it is.
    case (_, .null, _) where count == 0: return .empty(wanted)
    case (.int32, _, _), (.int64, _, _): return try wholeNumbers(wanted, from: found)
    case (.float, _, _), (.double, _, _): return try fractions(wanted, from: found)
    case (.timestamp, .foreignTimestamp(let unit, _), .int64(let values)): return try Self.microseconds(values, unit)
    case (.string, .binary, .binary(let values)): return .string(try values.checkedTexts())
    case (.digest, .binary, .binary(let values)): return .digest(try values.checkedDigests(validity))
    default: throw ColumnarError(.type(expected: wanted.name, found: found.name))
    }
  }

  private func wholeNumbers(_ wanted: ColumnType, from found: ColumnType) throws(ColumnarError) -> ColumnValues {
    let wide: [Int64]
    switch (found, self) {
    case (.int32, .int32(let values)): wide = values.map { Int64($0) }
    case (.int64, .int64(let values)), (.uint32, .int64(let values)): wide = values
    case (.uint64, .int64(let values)):
      // As signed numbers they are negative where they are too large.
      if let row = values.firstIndex(where: { $0 < 0 }) { throw ColumnarError(.outOfRange, row: row) }
      wide = values
    case (.decimal(1...18, 0), _): wide = try unscaled()
    default: throw ColumnarError(.type(expected: wanted.name, found: found.name))
    }
    guard wanted == .int32 else { return .int64(wide) }
    if let row = wide.firstIndex(where: { Int32(exactly: $0) == nil }) { throw ColumnarError(.outOfRange, row: row) }
    return .int32(wide.map { Int32(truncatingIfNeeded: $0) })
  }

  private func fractions(_ wanted: ColumnType, from found: ColumnType) throws(ColumnarError) -> ColumnValues {
    switch (wanted, found, self) {
    case (.float, .double, .double(let values)): return .float(values.map { Float($0) })
    case (.double, .float, .float(let values)), (.double, .float16, .float(let values)):
      return .double(values.map { Double($0) })
    case (.float, .float16, .float): return self
    case (_, .decimal(1...18, let scale), _):
      // Both are exact up to 2^53 and 10^22, and so is then all but the last rounding.
      var divisor = 1.0
      for _ in 0..<scale { divisor *= 10 }
      let values = try unscaled().map { Double($0) / divisor }
      return wanted == .double ? .double(values) : .float(values.map { Float($0) })
    default: throw ColumnarError(.type(expected: wanted.name, found: found.name))
    }
  }

  /// The whole numbers of decimals that have 18 digits at the most, whatever they are stored in.
  private func unscaled() throws(ColumnarError) -> [Int64] {
    switch self {
    case .int32(let values): return values.map { Int64($0) }
    case .int64(let values): return values
    case .fixed(let bytes, let width):
      var numbers: [Int64] = []
      numbers.reserveCapacity(count)
      for row in 0..<count { numbers.append(try Self.number(bytes[row * width..<row * width + width], row)) }
      return numbers
    case .binary(let values):
      var numbers: [Int64] = []
      numbers.reserveCapacity(count)
      for row in 0..<count { numbers.append(try Self.number(values.utf8(row), row)) }
      return numbers
    default: return []
    }
  }

  /// A two's complement with the highest byte first.
  private static func number(_ bytes: ArraySlice<UInt8>, _ row: Int) throws(ColumnarError) -> Int64 {
    var number: Int64 = bytes.first.map { $0 >= 0x80 ? -1 : 0 } ?? 0
    for byte in bytes {
      guard number.leadingZeroBitCount > 8 || (~number).leadingZeroBitCount > 8 else {
        throw ColumnarError(.outOfRange, row: row)
      }
      number = number << 8 | Int64(byte)
    }
    return number
  }

  /// Times in another unit as microseconds, rounding down.
  private static func microseconds(_ values: [Int64], _ unit: TimeUnit) throws(ColumnarError) -> ColumnValues {
    switch unit {
    case .microseconds: return .int64(values)
    case .nanoseconds: return .int64(values.map { $0 >= 0 ? $0 / 1000 : -((-1 - $0) / 1000) - 1 })
    case .milliseconds:
      if let row = values.firstIndex(where: { $0.multipliedReportingOverflow(by: 1000).overflow }) {
        throw ColumnarError(.outOfRange, row: row)
      }
      return .int64(values.map { $0 * 1000 })
    }
  }
}

extension StringArray {
  /// The same bytes as texts.
  fileprivate func checkedTexts() throws(ColumnarError) -> StringArray {
    if UTF8Validation.isValid(self) { return self }
    let row = (0..<count).first { !UTF8Validation.isValid(slice($0..<$0 + 1)) }
    throw ColumnarError(.notUTF8, row: row)
  }

  /// The same bytes as digests, a row that has none as zeros.
  fileprivate func checkedDigests(_ validity: [Bool]?) throws(ColumnarError) -> [UInt8] {
    var digests: [UInt8] = []
    digests.reserveCapacity(count * 32)
    let none = [UInt8](repeating: 0, count: 32)
    for row in 0..<count {
      let value = utf8(row)
      if value.count == 32 {
        digests += value
      } else if validity?[row] == false {
        digests += none
      } else {
        throw ColumnarError(.type(expected: ColumnType.digest.name, found: ColumnType.binary.name), row: row)
      }
    }
    return digests
  }
}
