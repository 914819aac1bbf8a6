import Columnar
import Foundation

/// The order of rows by their key: texts and digests by bytes, numbers by value, a missing value first.
enum KeyOrder {
  /// Negative if row `i` of `a` comes before row `j` of `b`, 0 if their keys are equal.
  static func compare(_ a: [Column], _ i: Int, _ b: [Column], _ j: Int) -> Int {
    for (a, b) in zip(a, b) {
      let sign = compare(a, i, b, j)
      if sign != 0 { return sign }
    }
    return 0
  }

  /// How many of `count` rows, from `i` and `j` on, have equal keys before the first that have not.
  static func common(_ a: [Column], _ i: Int, _ b: [Column], _ j: Int, _ count: Int) -> Int {
    if zip(a, b).allSatisfy({ isRunEqual($0, i, $1, j, count) }) { return count }
    var row = 0
    while row < count, compare(a, i + row, b, j + row) == 0 { row += 1 }
    return row
  }

  private static func isRunEqual(_ a: Column, _ i: Int, _ b: Column, _ j: Int, _ count: Int) -> Bool {
    guard a.validity == nil, b.validity == nil else { return false }
    switch (a.values, b.values) {
    case (.string(let a), .string(let b)): return ColumnPair.equalTexts(a, i, b, j, count)
    case (.digest(let a), .digest(let b)): return ColumnPair.equal(a, i * 32, b, j * 32, count * 32)
    case (.int32(let a), .int32(let b)): return ColumnPair.equal(a, i, b, j, count)
    case (.int64(let a), .int64(let b)): return ColumnPair.equal(a, i, b, j, count)
    default: return false
    }
  }

  private static func compare(_ a: Column, _ i: Int, _ b: Column, _ j: Int) -> Int {
    let known = (a.isValid(i), b.isValid(j))
    guard known.0, known.1 else { return known.0 == known.1 ? 0 : (known.0 ? 1 : -1) }
    switch (a.values, b.values) {
    case (.string(let a), .string(let b)):
      return compare(
        a.bytes, a.offsets[i]..<a.offsets[i + 1], b.bytes, b.offsets[j]..<b.offsets[j + 1])
    case (.digest(let a), .digest(let b)): return compare(a, i * 32..<i * 32 + 32, b, j * 32..<j * 32 + 32)
    case (.int32(let a), .int32(let b)): return sign(a[i], b[j])
    case (.int64(let a), .int64(let b)): return sign(a[i], b[j])
    case (.bool(let a), .bool(let b)): return sign(a[i] ? 1 : 0, b[j] ? 1 : 0)
    default: return 0
    }
  }

  /// Whether rows can be ordered by a column of this type.
  static func canOrder(_ type: ColumnType) -> Bool {
    switch type {
    case .string, .digest, .int32, .int64, .timestamp, .bool: true
    default: false
    }
  }

  private static func sign<Value: Comparable>(_ a: Value, _ b: Value) -> Int { a < b ? -1 : (b < a ? 1 : 0) }

  private static func compare(_ a: [UInt8], _ left: Range<Int>, _ b: [UInt8], _ right: Range<Int>) -> Int {
    a.withUnsafeBytes { a in
      b.withUnsafeBytes { b in
        let shared = min(left.count, right.count)
        if shared > 0, let from = a.baseAddress, let to = b.baseAddress {
          let order = memcmp(from + left.lowerBound, to + right.lowerBound, shared)
          if order != 0 { return order < 0 ? -1 : 1 }
        }
        return sign(left.count, right.count)
      }
    }
  }
}
