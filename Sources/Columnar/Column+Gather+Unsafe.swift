extension Column {
  /// The rows at `indices`, which exist, in that order.
  func gather(_ indices: [Int]) -> Column {
    Column(values.gather(indices), validity: validity.map { known in indices.map { known[$0] } })
  }

  /// The columns `parts`, all of one type, one behind the other, in memory that is allocated once.
  ///
  /// - Returns: The rows of all parts; nil where there are no parts.
  /// - Throws: `ColumnarError` with cause `type`.
  static func joined(_ parts: [Column]) throws(ColumnarError) -> Column? {
    guard let first = parts.first, parts.count > 1 else { return parts.first }
    var validity: [Bool]?
    if parts.contains(where: { $0.validity != nil }) {
      validity = parts.flatMap { $0.validity ?? [Bool](repeating: true, count: $0.count) }
    }
    return Column(try first.values.joined(parts.map(\.values)), validity: validity)
  }
}

extension ColumnValues {
  /// The rows at `indices`, which exist, in that order.
  func gather(_ indices: [Int]) -> ColumnValues {
    switch self {
    case .bool(let values): return .bool(Self.gather(values, indices))
    case .int32(let values): return .int32(Self.gather(values, indices))
    case .int64(let values): return .int64(Self.gather(values, indices))
    case .float(let values): return .float(Self.gather(values, indices))
    case .double(let values): return .double(Self.gather(values, indices))
    case .string(let values): return .string(values.gather(indices))
    case .binary(let values): return .binary(values.gather(indices))
    case .digest(let bytes): return .digest(Self.gather(bytes, Self.ranges(indices), 32))
    case .fixed(let bytes, let width): return .fixed(Self.gather(bytes, Self.ranges(indices), width), width: width)
    case .nullable(let values, let validity):
      return .nullable(values.gather(indices), validity: Self.gather(validity, indices))
    case .list(let values, let offsets):
      var ends = [0]
      ends.reserveCapacity(indices.count + 1)
      var ranges: [Range<Int>] = []
      for index in indices {
        let (begin, end) = (offsets[index], offsets[index + 1])
        ends.append(ends[ends.count - 1] + end - begin)
        Self.append(begin..<end, to: &ranges)
      }
      return .list(values.gather(ranges: ranges), offsets: ends)
    }
  }

  /// The rows of `ranges`, which exist, one range behind the other.
  private func gather(ranges: [Range<Int>]) -> ColumnValues {
    switch self {
    case .bool(let values): .bool(Self.gather(values, ranges, 1))
    case .int32(let values): .int32(Self.gather(values, ranges, 1))
    case .int64(let values): .int64(Self.gather(values, ranges, 1))
    case .float(let values): .float(Self.gather(values, ranges, 1))
    case .double(let values): .double(Self.gather(values, ranges, 1))
    case .digest(let bytes): .digest(Self.gather(bytes, ranges, 32))
    case .fixed(let bytes, let width): .fixed(Self.gather(bytes, ranges, width), width: width)
    case .string, .binary, .nullable, .list: gather(ranges.flatMap { Array($0) })
    }
  }

  /// Adds a range, or makes the last one longer if this one goes on where it ends.
  private static func append(_ range: Range<Int>, to ranges: inout [Range<Int>]) {
    if let last = ranges.last, last.upperBound == range.lowerBound {
      ranges[ranges.count - 1] = last.lowerBound..<range.upperBound
    } else if !range.isEmpty {
      ranges.append(range)
    }
  }

  private static func ranges(_ indices: [Int]) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    for index in indices { append(index..<index + 1, to: &ranges) }
    return ranges
  }

  private static func gather<Value: BitwiseCopyable>(_ values: [Value], _ indices: [Int]) -> [Value] {
    values.withUnsafeBufferPointer { values in
      [Value](unsafeUninitializedCapacity: indices.count) { target, count in
        for index in indices {
          target.initializeElement(at: count, to: values[index])
          count += 1
        }
      }
    }
  }

  /// Copies `ranges` of rows of `width` values each.
  private static func gather<Value: BitwiseCopyable>(
    _ values: [Value], _ ranges: [Range<Int>], _ width: Int
  ) -> [Value] {
    values.withUnsafeBufferPointer { values in
      [Value](unsafeUninitializedCapacity: ranges.reduce(0) { $0 + $1.count } * width) { target, count in
        for range in ranges {
          let part = UnsafeBufferPointer(rebasing: values[range.lowerBound * width..<range.upperBound * width])
          _ = UnsafeMutableBufferPointer(rebasing: target[count..<count + part.count]).initialize(from: part)
          count += part.count
        }
      }
    }
  }

  /// The values of all `parts`, which are of this type, one behind the other.
  fileprivate func joined(_ parts: [ColumnValues]) throws(ColumnarError) -> ColumnValues {
    if parts.contains(where: { if case .nullable = $0 { true } else { false } }) { return try joinedNullable(parts) }
    switch self {
    case .bool: return .bool(try Self.join(parts) { if case .bool(let values) = $0 { values } else { nil } })
    case .int32: return .int32(try Self.join(parts) { if case .int32(let values) = $0 { values } else { nil } })
    case .int64: return .int64(try Self.join(parts) { if case .int64(let values) = $0 { values } else { nil } })
    case .float: return .float(try Self.join(parts) { if case .float(let values) = $0 { values } else { nil } })
    case .double: return .double(try Self.join(parts) { if case .double(let values) = $0 { values } else { nil } })
    case .digest: return .digest(try Self.join(parts) { if case .digest(let bytes) = $0 { bytes } else { nil } })
    case .fixed(_, let width):
      let bytes = try Self.join(parts) { part -> [UInt8]? in
        if case .fixed(let bytes, let other) = part, other == width { bytes } else { nil }
      }
      return .fixed(bytes, width: width)
    case .string:
      return .string(try Self.joinTexts(parts) { if case .string(let texts) = $0 { texts } else { nil } })
    case .binary:
      return .binary(try Self.joinTexts(parts) { if case .binary(let texts) = $0 { texts } else { nil } })
    case .list(let first, _):
      let offsets = try Self.joinOffsets(parts) { if case .list(_, let offsets) = $0 { offsets } else { nil } }
      let elements = parts.compactMap { part -> ColumnValues? in
        if case .list(let values, _) = part { values } else { nil }
      }
      return .list(try first.joined(elements), offsets: offsets)
    case .nullable: return try joinedNullable(parts)
    }
  }

  /// The same where elements are missing in some of the parts.
  private func joinedNullable(_ parts: [ColumnValues]) throws(ColumnarError) -> ColumnValues {
    var validity: [Bool] = []
    var values: [ColumnValues] = []
    for part in parts {
      if case .nullable(let own, let known) = part {
        values.append(own)
        validity += known
      } else {
        values.append(part)
        validity += repeatElement(true, count: part.count)
      }
    }
    guard let first = values.first else { return self }
    return .nullable(try first.joined(values), validity: validity)
  }

  private static func join<Value: BitwiseCopyable>(
    _ parts: [ColumnValues], _ values: (ColumnValues) -> [Value]?
  ) throws(ColumnarError) -> [Value] {
    var arrays: [[Value]] = []
    for part in parts {
      guard let array = values(part) else { throw mixed(parts, part) }
      arrays.append(array)
    }
    return [Value](unsafeUninitializedCapacity: arrays.reduce(0) { $0 + $1.count }) { target, count in
      for array in arrays {
        array.withUnsafeBufferPointer { array in
          _ = UnsafeMutableBufferPointer(rebasing: target[count..<count + array.count]).initialize(from: array)
        }
        count += array.count
      }
    }
  }

  private static func joinTexts(
    _ parts: [ColumnValues], _ texts: (ColumnValues) -> StringArray?
  ) throws(ColumnarError) -> StringArray {
    StringArray(
      bytes: try join(parts) { texts($0)?.bytes }, offsets: try joinOffsets(parts) { texts($0)?.offsets })
  }

  private static func joinOffsets(
    _ parts: [ColumnValues], _ offsets: (ColumnValues) -> [Int]?
  ) throws(ColumnarError) -> [Int] {
    var joined = [0]
    joined.reserveCapacity(parts.reduce(1) { $0 + $1.count })
    for part in parts {
      guard let own = offsets(part) else { throw mixed(parts, part) }
      let base = joined[joined.count - 1]
      for index in own.indices.dropFirst() { joined.append(base + own[index]) }
    }
    return joined
  }

  private static func mixed(_ parts: [ColumnValues], _ part: ColumnValues) -> ColumnarError {
    ColumnarError(.type(expected: parts.first?.typeName ?? "", found: part.typeName))
  }
}
