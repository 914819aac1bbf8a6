import CKernels
import Foundation

/// The least and the greatest of the values of a page or a column chunk, in the order that Parquet gives their type: numbers
/// by value, texts and digests by bytes.
enum PageBounds: Sendable, Equatable {
  /// There are no values, or nothing but NaN, or they have no order.
  case none
  case bool(Bool, Bool)
  case int32(Int32, Int32)
  case int64(Int64, Int64)
  case float(Float, Float)
  case double(Double, Double)
  case bytes([UInt8], [UInt8])

  /// The bounds of the values `range` that are there.
  ///
  /// - Parameters:
  ///   - values: The values, not lists.
  ///   - range: Which of them.
  ///   - isAscending: Whether they are known to ascend, so that the first and the last are the bounds.
  init(_ values: ColumnValues, _ range: Range<Int>, isAscending: Bool = false) {
    guard !range.isEmpty else {
      self = .none
      return
    }
    switch values {
    case .bool(let values):
      let part = values[range]
      self = .bool(!part.contains(false), part.contains(true))
    case .int32(let values):
      let (low, high) = Self.bounds(values, range, (0, 0), ck_bounds_i32)
      self = .int32(low, high)
    case .int64(let values):
      let (low, high) = Self.bounds(values, range, (0, 0), ck_bounds_i64)
      self = .int64(low, high)
    case .float(let values):
      // The specification wants the lower zero as a minimum and the upper as a maximum, and no NaN.
      let (low, high) = Self.bounds(values, range, (0, 0), ck_bounds_f32)
      self = low <= high ? .float(low == 0 ? -0.0 : low, high == 0 ? 0.0 : high) : .none
    case .double(let values):
      let (low, high) = Self.bounds(values, range, (0, 0), ck_bounds_f64)
      self = low <= high ? .double(low == 0 ? -0.0 : low, high == 0 ? 0.0 : high) : .none
    case .string(let texts):
      let (low, high) =
        isAscending
        ? (range.lowerBound, range.upperBound - 1)
        : texts.bytes.withUnsafeBytes { bytes in
          texts.offsets.withUnsafeBufferPointer { offsets in
            Self.bounds(range) { index in UnsafeRawBufferPointer(rebasing: bytes[offsets[index]..<offsets[index + 1]]) }
          }
        }
      self = .bytes(Array(texts.utf8(low)), Array(texts.utf8(high)))
    case .digest(let digests):
      let (low, high) =
        isAscending
        ? (range.lowerBound, range.upperBound - 1)
        : digests.withUnsafeBytes { bytes in
          Self.bounds(range) { index in UnsafeRawBufferPointer(rebasing: bytes[index * 32..<index * 32 + 32]) }
        }
      self = .bytes(Array(digests[low * 32..<low * 32 + 32]), Array(digests[high * 32..<high * 32 + 32]))
    case .list, .binary, .fixed, .nullable: self = .none
    }
  }

  /// The bounds of those entries of a dictionary that `indices` name.
  init(_ dictionary: ColumnValues, used indices: UnsafeBufferPointer<UInt32>) {
    var isUsed = [Bool](repeating: false, count: dictionary.count)
    for index in indices { isUsed[Int(index)] = true }
    let used = isUsed.indices.filter { isUsed[$0] }
    self.init(dictionary.gather(used), 0..<used.count)
  }

  /// The bounds of both sets of values.
  func union(_ other: PageBounds) -> PageBounds {
    switch (self, other) {
    case (.none, let known), (let known, .none): return known
    case (.bool(let a, let b), .bool(let c, let d)): return .bool(a && c, b || d)
    case (.int32(let a, let b), .int32(let c, let d)): return .int32(min(a, c), max(b, d))
    case (.int64(let a, let b), .int64(let c, let d)): return .int64(min(a, c), max(b, d))
    case (.float(let a, let b), .float(let c, let d)): return .float(c < a ? c : a, d > b ? d : b)
    case (.double(let a, let b), .double(let c, let d)): return .double(c < a ? c : a, d > b ? d : b)
    case (.bytes(let a, let b), .bytes(let c, let d)):
      return .bytes(c.lexicographicallyPrecedes(a) ? c : a, b.lexicographicallyPrecedes(d) ? d : b)
    default: return .none
    }
  }

  /// Whether neither the least nor the greatest descends from these bounds to `next`.
  func ascends(to next: PageBounds) -> Bool {
    switch (self, next) {
    case (.bool(let a, let b), .bool(let c, let d)): (!a || c) && (!b || d)
    case (.int32(let a, let b), .int32(let c, let d)): a <= c && b <= d
    case (.int64(let a, let b), .int64(let c, let d)): a <= c && b <= d
    case (.float(let a, let b), .float(let c, let d)): a <= c && b <= d
    case (.double(let a, let b), .double(let c, let d)): a <= c && b <= d
    case (.bytes(let a, let b), .bytes(let c, let d)):
      !c.lexicographicallyPrecedes(a) && !d.lexicographicallyPrecedes(b)
    default: false
    }
  }

  /// Both bounds in plain encoding, texts without their length; nil where there are none.
  var encoded: (minimum: [UInt8], maximum: [UInt8])? {
    switch self {
    case .none: nil
    case .bool(let low, let high): ([low ? 1 : 0], [high ? 1 : 0])
    case .int32(let low, let high): (Self.bytes(UInt32(bitPattern: low)), Self.bytes(UInt32(bitPattern: high)))
    case .int64(let low, let high): (Self.bytes(UInt64(bitPattern: low)), Self.bytes(UInt64(bitPattern: high)))
    case .float(let low, let high): (Self.bytes(low.bitPattern), Self.bytes(high.bitPattern))
    case .double(let low, let high): (Self.bytes(low.bitPattern), Self.bytes(high.bitPattern))
    case .bytes(let low, let high): (low, high)
    }
  }

  private static func bytes<Value: FixedWidthInteger>(_ value: Value) -> [UInt8] {
    (0..<Value.bitWidth / 8).map { UInt8(truncatingIfNeeded: value >> Value($0 * 8)) }
  }

  private static func bounds<Value>(
    _ values: [Value], _ range: Range<Int>, _ start: (Value, Value),
    _ scan: (UnsafePointer<Value>?, Int, UnsafeMutablePointer<Value>?) -> Void
  ) -> (Value, Value) {
    var found = [start.0, start.1]
    values.withUnsafeBufferPointer { all in
      let part = UnsafeBufferPointer(rebasing: all[range])
      found.withUnsafeMutableBufferPointer { scan(part.baseAddress, part.count, $0.baseAddress) }
    }
    return (found[0], found[1])
  }

  /// Which of the values `range` are least and greatest by their bytes.
  @inline(__always)
  private static func bounds(
    _ range: Range<Int>, _ bytes: (Int) -> UnsafeRawBufferPointer
  ) -> (low: Int, high: Int) {
    var low = range.lowerBound
    var high = low
    var lowest = prefix(bytes(low))
    var highest = lowest
    for index in range.dropFirst() {
      let value = bytes(index)
      // Eight bytes tell most values apart.
      let begin = prefix(value)
      if begin <= lowest, begin < lowest || precedes(value, bytes(low)) {
        low = index
        lowest = begin
      }
      if begin >= highest, begin > highest || precedes(bytes(high), value) {
        high = index
        highest = begin
      }
    }
    return (low, high)
  }

  /// The first eight bytes as a number of the same order; zeros stand for what is missing.
  @inline(__always)
  private static func prefix(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    if bytes.count >= 8 { return UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self)) }
    var word: UInt64 = 0
    for byte in bytes { word = word << 8 | UInt64(byte) }
    return bytes.isEmpty ? 0 : word << UInt64(8 * (8 - bytes.count))
  }

  private static func precedes(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Bool {
    let shared = min(left.count, right.count)
    if shared > 0, let a = left.baseAddress, let b = right.baseAddress {
      let sign = memcmp(a, b, shared)
      if sign != 0 { return sign < 0 }
    }
    return left.count < right.count
  }
}
