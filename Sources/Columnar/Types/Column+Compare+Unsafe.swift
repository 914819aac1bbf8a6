import Foundation

extension Column {
  /// Negative if row `left` comes before row `right` of a column of the same type, 0 if they are equal.
  ///
  /// Texts, digests and lists compare element by element, numbers by value with NaN last, a missing value comes first.
  func compare(_ left: Int, _ other: Column, _ right: Int) -> Int {
    let a = isValid(left)
    let b = other.isValid(right)
    guard a, b else { return a == b ? 0 : (a ? 1 : -1) }
    return values.compare(left, other.values, right)
  }
}

extension ColumnValues {
  fileprivate func compare(_ left: Int, _ other: ColumnValues, _ right: Int) -> Int {
    switch (self, other) {
    case (.string(let a), .string(let b)):
      return Self.compare(
        a.bytes, a.offsets[left]..<a.offsets[left + 1], b.bytes, b.offsets[right]..<b.offsets[right + 1])
    case (.digest(let a), .digest(let b)):
      return Self.compare(a, left * 32..<left * 32 + 32, b, right * 32..<right * 32 + 32)
    case (.binary(let a), .binary(let b)):
      return Self.compare(
        a.bytes, a.offsets[left]..<a.offsets[left + 1], b.bytes, b.offsets[right]..<b.offsets[right + 1])
    case (.fixed(let a, let width), .fixed(let b, _)):
      return Self.compare(a, left * width..<left * width + width, b, right * width..<right * width + width)
    case (.nullable(let a, let known), .nullable(let b, let others)):
      guard known[left], others[right] else { return (known[left] ? 1 : 0) - (others[right] ? 1 : 0) }
      return a.compare(left, b, right)
    case (.bool(let a), .bool(let b)): return (a[left] ? 1 : 0) - (b[right] ? 1 : 0)
    case (.int32(let a), .int32(let b)): return Self.sign(a[left], b[right])
    case (.int64(let a), .int64(let b)): return Self.sign(a[left], b[right])
    case (.float(let a), .float(let b)): return Self.sign(Double(a[left]), Double(b[right]))
    case (.double(let a), .double(let b)): return Self.sign(a[left], b[right])
    case (.list(let a, let from), .list(let b, let to)):
      let shared = min(from[left + 1] - from[left], to[right + 1] - to[right])
      for index in 0..<shared {
        let sign = a.compare(from[left] + index, b, to[right] + index)
        if sign != 0 { return sign }
      }
      return Self.sign(from[left + 1] - from[left], to[right + 1] - to[right])
    default: return 0
    }
  }

  private static func sign<Value: Comparable>(_ a: Value, _ b: Value) -> Int {
    a < b ? -1 : (b < a ? 1 : 0)
  }

  private static func sign(_ a: Double, _ b: Double) -> Int {
    if a.isNaN || b.isNaN { return (a.isNaN ? 1 : 0) - (b.isNaN ? 1 : 0) }
    return a < b ? -1 : (b < a ? 1 : 0)
  }

  private static func compare(_ a: [UInt8], _ left: Range<Int>, _ b: [UInt8], _ right: Range<Int>) -> Int {
    a.withUnsafeBytes { a in
      b.withUnsafeBytes { b in
        let shared = min(left.count, right.count)
        if shared > 0, let from = a.baseAddress, let to = b.baseAddress {
          let sign = memcmp(from + left.lowerBound, to + right.lowerBound, shared)
          if sign != 0 { return sign < 0 ? -1 : 1 }
        }
        return Self.sign(left.count, right.count)
      }
    }
  }
}
