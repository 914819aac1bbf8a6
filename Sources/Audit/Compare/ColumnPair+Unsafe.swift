import Columnar
import Foundation

/// The same column of two tables, compared over runs of rows.
///
/// Values are equal as the content digest has it: numbers by their bits, every NaN as the same one; with a tolerance, numbers
/// also if they are no further apart. A run that is equal byte for byte, which most are, is passed over by `memcmp`.
struct ColumnPair {
  let old: Column
  let new: Column
  let tolerance: Double?

  /// Calls `differs` with each of `count` rows that differs, counted from the beginning of the run, and by how much if the values
  /// are numbers.
  ///
  /// - Throws: `ColumnarError` with cause `unsupported` for types that no table of ours has.
  func scan(_ oldStart: Int, _ newStart: Int, _ count: Int, _ differs: (Int, Double?) -> Void) throws {
    switch (old.values, new.values) {
    case (.bool(let a), .bool(let b)):
      scan(a, oldStart, b, newStart, count, differs) { $0 == $1 ? nil : .some(nil) }
    case (.int32(let a), .int32(let b)):
      scan(a, oldStart, b, newStart, count, differs) { apart($0 == $1, Double($0) - Double($1)) }
    case (.int64(let a), .int64(let b)):
      scan(a, oldStart, b, newStart, count, differs) { apart($0 == $1, Double($0) - Double($1)) }
    case (.float(let a), .float(let b)):
      scan(a, oldStart, b, newStart, count, differs) { apart(Self.same($0, $1), Double($0) - Double($1)) }
    case (.double(let a), .double(let b)):
      scan(a, oldStart, b, newStart, count, differs) { apart(Self.same($0, $1), $0 - $1) }
    case (.string(let a), .string(let b)): scanTexts(a, oldStart, b, newStart, count, differs)
    case (.digest(let a), .digest(let b)):
      if hasAll, Self.equal(a, oldStart * 32, b, newStart * 32, count * 32) { return }
      rows(oldStart, newStart, count, differs) { i, j in
        Self.equal(a, i * 32, b, j * 32, 32) ? nil : .some(nil)
      }
    case (.list(.float(let a), let from), .list(.float(let b), let to)):
      scanLists(a, from, oldStart, b, to, newStart, count, differs) {
        apart(Self.same($0, $1), Double($0) - Double($1))
      }
    case (.list(.double(let a), let from), .list(.double(let b), let to)):
      scanLists(a, from, oldStart, b, to, newStart, count, differs) { apart(Self.same($0, $1), $0 - $1) }
    case (.list(.int32(let a), let from), .list(.int32(let b), let to)):
      scanLists(a, from, oldStart, b, to, newStart, count, differs) { apart($0 == $1, Double($0) - Double($1)) }
    case (.list(.string(let a), let from), .list(.string(let b), let to)):
      rows(oldStart, newStart, count, differs) { i, j in
        guard from[i + 1] - from[i] == to[j + 1] - to[j] else { return .some(nil) }
        for step in 0..<from[i + 1] - from[i] where !Self.sameText(a, from[i] + step, b, to[j] + step) {
          return .some(nil)
        }
        return nil
      }
    case (.list(.list(.float(let a), let fromInner), let from), .list(.list(.float(let b), let toInner), let to)):
      rows(oldStart, newStart, count, differs) { i, j in
        guard from[i + 1] - from[i] == to[j + 1] - to[j] else { return .some(nil) }
        var largest: Double?? = nil
        for step in 0..<from[i + 1] - from[i] {
          let (k, l) = (from[i] + step, to[j] + step)
          let length = fromInner[k + 1] - fromInner[k]
          guard length == toInner[l + 1] - toInner[l] else { return .some(nil) }
          for place in 0..<length {
            let (x, y) = (a[fromInner[k] + place], b[toInner[l] + place])
            guard let difference = apart(Self.same(x, y), Double(x) - Double(y)) else { continue }
            largest = .some(Self.larger(largest ?? nil, difference))
          }
        }
        return largest
      }
    default: throw ColumnarError(.unsupported("type of this column"))
    }
  }

  /// Nil if two values count as equal, else by how much they differ.
  private func apart(_ same: Bool, _ difference: Double) -> Double?? {
    if same { return nil }
    let distance = abs(difference)
    if let tolerance, distance <= tolerance { return nil }
    return .some(distance)
  }

  private var hasAll: Bool { old.validity == nil && new.validity == nil }

  // MARK: Loops

  private func scan<Value: BitwiseCopyable>(
    _ a: [Value], _ oldStart: Int, _ b: [Value], _ newStart: Int, _ count: Int, _ differs: (Int, Double?) -> Void,
    _ apart: (Value, Value) -> Double??
  ) {
    if hasAll, Self.equal(a, oldStart, b, newStart, count) { return }
    a.withUnsafeBufferPointer { a in
      b.withUnsafeBufferPointer { b in
        rows(oldStart, newStart, count, differs) { apart(a[$0], b[$1]) }
      }
    }
  }

  private func scanTexts(
    _ a: StringArray, _ oldStart: Int, _ b: StringArray, _ newStart: Int, _ count: Int,
    _ differs: (Int, Double?) -> Void
  ) {
    if hasAll, Self.equalTexts(a, oldStart, b, newStart, count) { return }
    rows(oldStart, newStart, count, differs) { Self.sameText(a, $0, b, $1) ? nil : .some(nil) }
  }

  private func scanLists<Value: BitwiseCopyable>(
    _ a: [Value], _ from: [Int], _ oldStart: Int, _ b: [Value], _ to: [Int], _ newStart: Int, _ count: Int,
    _ differs: (Int, Double?) -> Void, _ apart: (Value, Value) -> Double??
  ) {
    let length = from[oldStart + count] - from[oldStart]
    if hasAll, length == to[newStart + count] - to[newStart], Self.equal(a, from[oldStart], b, to[newStart], length),
      Self.sameSteps(from, oldStart, to, newStart, count)
    {
      return
    }
    a.withUnsafeBufferPointer { a in
      b.withUnsafeBufferPointer { b in
        rows(oldStart, newStart, count, differs) { i, j in
          let length = from[i + 1] - from[i]
          guard length == to[j + 1] - to[j] else { return .some(nil) }
          var largest: Double?? = nil
          for step in 0..<length {
            guard let difference = apart(a[from[i] + step], b[to[j] + step]) else { continue }
            let known: Double? = largest ?? nil
            largest = .some(Self.larger(known, difference))
          }
          return largest
        }
      }
    }
  }

  /// The rows where only one has a value, or both have and `apart` tells them apart.
  private func rows(
    _ oldStart: Int, _ newStart: Int, _ count: Int, _ differs: (Int, Double?) -> Void, _ apart: (Int, Int) -> Double??
  ) {
    for row in 0..<count {
      if !hasAll {
        let known = old.isValid(oldStart + row)
        if known != new.isValid(newStart + row) {
          differs(row, nil)
          continue
        }
        if !known { continue }
      }
      if let difference = apart(oldStart + row, newStart + row) { differs(row, difference) }
    }
  }

  /// The larger of two distances; a NaN is no distance.
  static func larger(_ a: Double?, _ b: Double?) -> Double? {
    let known = [a, b].compactMap(\.self).filter { !$0.isNaN }
    return known.max()
  }

  // MARK: Values

  private static func same(_ a: Float, _ b: Float) -> Bool { a.bitPattern == b.bitPattern || (a.isNaN && b.isNaN) }
  private static func same(_ a: Double, _ b: Double) -> Bool { a.bitPattern == b.bitPattern || (a.isNaN && b.isNaN) }

  private static func sameText(_ a: StringArray, _ i: Int, _ b: StringArray, _ j: Int) -> Bool {
    let length = a.offsets[i + 1] - a.offsets[i]
    return length == b.offsets[j + 1] - b.offsets[j] && equal(a.bytes, a.offsets[i], b.bytes, b.offsets[j], length)
  }

  /// Whether runs of texts are the same, byte for byte.
  static func equalTexts(_ a: StringArray, _ i: Int, _ b: StringArray, _ j: Int, _ count: Int) -> Bool {
    let length = a.offsets[i + count] - a.offsets[i]
    return length == b.offsets[j + count] - b.offsets[j] && equal(a.bytes, a.offsets[i], b.bytes, b.offsets[j], length)
      && sameSteps(a.offsets, i, b.offsets, j, count)
  }

  /// Whether texts or lists in two runs have the same lengths.
  private static func sameSteps(_ a: [Int], _ i: Int, _ b: [Int], _ j: Int, _ count: Int) -> Bool {
    let shift = b[j] - a[i]
    return a.withUnsafeBufferPointer { a in
      b.withUnsafeBufferPointer { b in
        var same = true
        for step in 0..<count + 1 { same = same && b[j + step] - a[i + step] == shift }
        return same
      }
    }
  }

  /// Whether runs of numbers are the same, byte for byte.
  static func equal<Value: BitwiseCopyable>(_ a: [Value], _ i: Int, _ b: [Value], _ j: Int, _ count: Int) -> Bool {
    guard count > 0 else { return true }
    return a.withUnsafeBytes { a in
      b.withUnsafeBytes { b in
        guard let from = a.baseAddress, let to = b.baseAddress else { return false }
        let width = MemoryLayout<Value>.stride
        return memcmp(from + i * width, to + j * width, count * width) == 0
      }
    }
  }
}
