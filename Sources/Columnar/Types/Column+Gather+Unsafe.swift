extension Column {
  /// The rows at `indices`, which exist, in that order.
  func gather(_ indices: [Int]) -> Column {
    Column(values.gather(indices), validity: validity.map { known in indices.map { known[$0] } })
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
}
