extension ColumnValues {
  /// The values as `ColumnType` describes them.
  ///
  /// - Parameters:
  ///   - mapping: How they are stored.
  ///   - validity: Which of them are there; nil if all are.
  /// - Returns: The values; a time that is missing is 0.
  /// - Throws: `ColumnarError` with causes `outOfRange`, `int96OutOfRange`, the latter with the number of the value.
  func mapped(_ mapping: ValueMapping, _ validity: [Bool]? = nil) throws(ColumnarError) -> ColumnValues {
    switch (mapping, self) {
    case (.unsigned32, .int32(let values)): return .int64(values.map { Int64(UInt32(bitPattern: $0)) })
    case (.float16, .fixed(let bytes, 2)): return .float(Self.widened(bytes))
    case (.int96, .fixed(let bytes, 12)): return .int64(try Self.nanoseconds(bytes, validity))
    case (.decimal, .binary(let values)):
      for row in 0..<values.count where values.offsets[row + 1] - values.offsets[row] > 32 {
        throw ColumnarError(.outOfRange)
      }
      return self
    case (.nothing, _): return .int32([])
    default: return self
    }
  }

  /// Numbers of half precision (IEEE 754 binary16, the lower byte first), exactly; `Float16` is not on every machine.
  private static func widened(_ bytes: [UInt8]) -> [Float] {
    (0..<bytes.count / 2).map { index in
      let bits = UInt32(bytes[2 * index]) | UInt32(bytes[2 * index + 1]) << 8
      let sign = (bits & 0x8000) << 16
      let fraction = bits & 0x3FF
      switch bits >> 10 & 0x1F {
      case 0:
        // Zero, or a subnormal number: a multiple of 2^-24.
        let magnitude = Float(fraction) * 0x1p-24
        return sign == 0 ? magnitude : -magnitude
      case 31: return Float(bitPattern: sign | 0x7F80_0000 | fraction << 13)
      case let exponent: return Float(bitPattern: sign | (exponent + 112) << 23 | fraction << 13)
      }
    }
  }

  /// Times of 12 bytes, nanoseconds of the day and Julian day, as nanoseconds since 1970.
  ///
  /// Arrow lets those before 1677-09-21 and after 2262-04-11 wrap around, which makes other times of them.
  private static func nanoseconds(_ bytes: [UInt8], _ validity: [Bool]?) throws(ColumnarError) -> [Int64] {
    var times = [Int64](repeating: 0, count: bytes.count / 12)
    for index in times.indices where validity?[index] ?? true {
      let value = bytes[index * 12..<index * 12 + 12]
      let nanoseconds = Int64(bitPattern: value.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
      let day = Int64(Int32(truncatingIfNeeded: value.suffix(4).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }))
      // The first day is not whole: its midnight is out of range, and its evening is not.
      let (days, early) = day < 2_440_588 ? (day - 2_440_588 + 1, true) : (day - 2_440_588, false)
      let (midnight, tooFar) = days.multipliedReportingOverflow(by: perDay)
      let (within, wraps) = early ? nanoseconds.subtractingReportingOverflow(perDay) : (nanoseconds, false)
      let (time, overflows) = midnight.addingReportingOverflow(within)
      guard !tooFar, !wraps, !overflows else { throw ColumnarError(.int96OutOfRange, row: index) }
      times[index] = time
    }
    return times
  }

  private static var perDay: Int64 { 86_400_000_000_000 }

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
