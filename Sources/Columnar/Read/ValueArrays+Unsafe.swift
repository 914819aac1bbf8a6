import Foundation

/// The arrays that the values of columns are decoded into.
///
/// An array can be filled from outside only while it is made, so the columns of a call are made one inside the other; the
/// pages of all of them are decoded innermost, on all threads. Nothing is cleared first, and nothing copied afterwards.
enum ValueArrays {
  /// How many columns are made at once; the stack grows with them.
  static let most = 32

  /// Where the values of a column are decoded to; shared by threads that each write their own part.
  struct Target: @unchecked Sendable {
    let bytes: UnsafeMutableRawBufferPointer
  }

  /// What an array is to hold.
  struct Plan {
    let column: FileColumn
    /// How many bytes a value takes, 0 for texts, which have no array here.
    let width: Int
    /// For how many values there is to be room.
    let count: Int
  }

  /// Makes arrays.
  ///
  /// - Parameters:
  ///   - plans: What they are to hold, `most` at the most.
  ///   - fill: Gets the memory of all arrays and returns how many values each holds in the end.
  /// - Returns: The arrays in order, nil for texts.
  /// - Throws: What `fill` throws.
  static func make(_ plans: [Plan], fill: ([Target]) throws -> [Int]) throws -> [ColumnValues?] {
    var values = [ColumnValues?](repeating: nil, count: plans.count)
    var counts: [Int] = []
    try nest(plans, [], &values, &counts, fill)
    return values
  }

  private static func nest(
    _ plans: [Plan], _ targets: [Target], _ values: inout [ColumnValues?], _ counts: inout [Int],
    _ fill: ([Target]) throws -> [Int]
  ) throws {
    let index = targets.count
    guard index < plans.count else {
      counts = try fill(targets)
      return
    }
    let plan = plans[index]
    func inner(_ target: UnsafeMutableRawBufferPointer) throws -> Int {
      try nest(plans, targets + [Target(bytes: target)], &values, &counts, fill)
      return counts[index]
    }
    let made: ColumnValues?
    switch plan.column.physical {
    case .boolean: made = .bool(try array(plan, 1, inner))
    case .int32: made = .int32(try array(plan, 1, inner))
    case .int64: made = .int64(try array(plan, 1, inner))
    case .float: made = .float(try array(plan, 1, inner))
    case .double: made = .double(try array(plan, 1, inner))
    case .int96, .fixedLengthByteArray:
      let bytes: [UInt8] = try array(plan, plan.width, inner)
      made = plan.column.leafType == .digest ? .digest(bytes) : .fixed(bytes, width: plan.width)
    case .byteArray:
      _ = try inner(UnsafeMutableRawBufferPointer(start: nil, count: 0))
      made = nil
    }
    values[index] = made
  }

  /// An array of `perValue` elements a value; truth values are decoded as the bytes 0 and 1, which is what `Bool` is.
  private static func array<Element: BitwiseCopyable>(
    _ plan: Plan, _ perValue: Int, _ fill: (UnsafeMutableRawBufferPointer) throws -> Int
  ) throws -> [Element] {
    let capacity = plan.count * perValue
    return try [Element](unsafeUninitializedCapacity: capacity) { buffer, initialized in
      let bytes = UnsafeMutableRawBufferPointer(
        rebasing: UnsafeMutableRawBufferPointer(buffer)[..<(plan.count * plan.width)])
      adviseLargePages(bytes)
      initialized = try fill(bytes) * perValue
    }
  }

  /// Asks the system for pages of 2 MiB where memory is large: 400 MB of pages of 4 KiB cost 100,000 faults.
  static func adviseLargePages(_ bytes: UnsafeMutableRawBufferPointer) {
    #if os(Linux)
      let least = 4 << 20
      guard bytes.count >= least, let base = bytes.baseAddress else { return }
      let page = sysconf(Int32(_SC_PAGESIZE))
      let begin = (Int(bitPattern: base) + page - 1) / page * page
      let end = Int(bitPattern: base) + bytes.count
      // Only advice: where it is not followed nothing is lost.
      _ = madvise(UnsafeMutableRawPointer(bitPattern: begin), (end - begin) / page * page, MADV_HUGEPAGE)
    #endif
  }
}
