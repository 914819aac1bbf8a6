extension ColumnValues {
  /// The values as our types have them.
  ///
  /// - Throws: `ColumnarError` with cause `outOfRange`.
  func mapped(_ mapping: ValueMapping) throws(ColumnarError) -> ColumnValues {
    switch (mapping, self) {
    case (.unsigned32, .int32(let values)): return .int64(values.map { Int64(UInt32(bitPattern: $0)) })
    case (.unsigned64, .int64(let values)):
      if values.contains(where: { $0 < 0 }) { throw ColumnarError(.outOfRange) }
      return self
    case (.multiply(let factor), .int64(let values)):
      if values.contains(where: { $0.multipliedReportingOverflow(by: factor).overflow }) {
        throw ColumnarError(.outOfRange)
      }
      return .int64(values.map { $0 * factor })
    case (.divide(let divisor), .int64(let values)):
      return .int64(values.map { $0 >= 0 ? $0 / divisor : -((-1 - $0) / divisor) - 1 })
    case (.nothing, _): return .int32([])
    default: return self
    }
  }

  /// One value for each row, a zero, an empty text or an empty list where `validity` says there is none; the dense values
  /// are as many as rows have one.
  func spread(_ validity: [Bool]) -> ColumnValues {
    switch self {
    case .bool(let values): return .bool(Self.spread(values, validity, false))
    case .int32(let values): return .int32(Self.spread(values, validity, 0))
    case .int64(let values): return .int64(Self.spread(values, validity, 0))
    case .float(let values): return .float(Self.spread(values, validity, 0))
    case .double(let values): return .double(Self.spread(values, validity, 0))
    case .string(let texts):
      return .string(StringArray(bytes: texts.bytes, offsets: Self.spreadOffsets(texts.offsets, validity)))
    case .digest(let bytes): return .digest(Self.spread(bytes, validity, width: 32))
    case .binary(let values):
      return .binary(
        StringArray(bytes: values.bytes, offsets: Self.spreadOffsets(values.offsets, validity)))
    case .fixed(let bytes, let width):
      return .fixed(Self.spread(bytes, validity, width: width), width: width)
    case .nullable: return self
    case .list(let values, let offsets): return .list(values, offsets: Self.spreadOffsets(offsets, validity))
    }
  }

  private static func spread(_ bytes: [UInt8], _ validity: [Bool], width: Int) -> [UInt8] {
    var spread = [UInt8](repeating: 0, count: validity.count * width)
    var next = 0
    for (row, isValid) in validity.enumerated() where isValid && next + width <= bytes.count {
      spread.replaceSubrange(row * width..<row * width + width, with: bytes[next..<next + width])
      next += width
    }
    return spread
  }

  private static func spread<Value>(_ dense: [Value], _ validity: [Bool], _ none: Value) -> [Value] {
    var spread: [Value] = []
    spread.reserveCapacity(validity.count)
    var next = 0
    for isValid in validity {
      if isValid, next < dense.count {
        spread.append(dense[next])
        next += 1
      } else {
        spread.append(none)
      }
    }
    return spread
  }

  private static func spreadOffsets(_ dense: [Int], _ validity: [Bool]) -> [Int] {
    var spread = [0]
    spread.reserveCapacity(validity.count + 1)
    var next = 0
    for isValid in validity {
      if isValid, next + 1 < dense.count { next += 1 }
      spread.append(dense[next])
    }
    return spread
  }
}
