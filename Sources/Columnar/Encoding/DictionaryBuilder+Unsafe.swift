import Foundation

/// The distinct values of a column chunk in the order in which they first occur, and for each value which it is.
struct DictionaryBuilder: Sendable {
  /// How many bytes a dictionary may have.
  static let maximumBytes = 1 << 20
  /// After how many values it is first asked whether a dictionary can pay.
  private static let trial = 1024

  /// The distinct values.
  let values: ColumnValues
  /// For each value its number among the distinct ones.
  let indices: [UInt32]

  /// How many bits an index takes; one at least, as some readers expect.
  var bitWidth: Int { max(1, Int.bitWidth - (values.count - 1).leadingZeroBitCount) }

  /// Makes the dictionary of the values `range`.
  ///
  /// - Returns: Nil where it does not pay: values that are neither texts nor whole numbers, fewer than 32 of them, more than
  ///   half of them distinct, or more than `maximumBytes` of distinct ones. Values that are nearly all distinct at the
  ///   beginning are given up after the first thousand.
  init?(_ values: ColumnValues, _ range: Range<Int>) {
    guard range.count >= 32 else { return nil }
    let found: (first: [Int], indices: [UInt32])?
    switch values {
    case .string(let texts): found = Self.texts(texts, range)
    case .int32(let numbers): found = Self.numbers(numbers, range)
    case .int64(let numbers): found = Self.numbers(numbers, range)
    case .bool, .float, .double, .digest, .list, .binary, .fixed, .nullable: found = nil
    }
    guard let found else { return nil }
    self.values = values.gather(found.first.map { $0 + range.lowerBound })
    indices = found.indices
  }

  private static func numbers<Value: FixedWidthInteger>(_ values: [Value], _ range: Range<Int>) -> (
    first: [Int], indices: [UInt32]
  )? {
    values.withUnsafeBufferPointer { all in
      let values = UnsafeBufferPointer(rebasing: all[range])
      return distinct(values.count) { index in
        mix(UInt64(truncatingIfNeeded: values[index]))
      } equal: { left, right in
        values[left] == values[right]
      } size: { _ in
        MemoryLayout<Value>.size
      }
    }
  }

  private static func texts(_ texts: StringArray, _ range: Range<Int>) -> (first: [Int], indices: [UInt32])? {
    texts.bytes.withUnsafeBytes { bytes in
      texts.offsets.withUnsafeBufferPointer { all in
        let offsets = UnsafeBufferPointer(rebasing: all[range.lowerBound...range.upperBound])
        return distinct(range.count) { index in
          hash(UnsafeRawBufferPointer(rebasing: bytes[offsets[index]..<offsets[index + 1]]))
        } equal: { left, right in
          let length = offsets[left + 1] - offsets[left]
          guard offsets[right + 1] - offsets[right] == length else { return false }
          guard length > 0, let base = bytes.baseAddress else { return true }
          return memcmp(base + offsets[left], base + offsets[right], length) == 0
        } size: { index in
          4 + offsets[index + 1] - offsets[index]
        }
      }
    }
  }

  /// Numbers the distinct ones of `count` values, in an open table that grows with them.
  @inline(__always)
  private static func distinct(
    _ count: Int, hash: (Int) -> UInt64, equal: (Int, Int) -> Bool, size: (Int) -> Int
  ) -> (first: [Int], indices: [UInt32])? {
    let most = count / 2
    var places = [UInt32](repeating: .max, count: 4 * trial)
    var first: [Int] = []
    var bytes = 0
    var full = true
    let indices = [UInt32](unsafeUninitializedCapacity: count) { indices, initialized in
      for index in 0..<count {
        let mask = places.count - 1
        var place = Int(truncatingIfNeeded: hash(index)) & mask
        while true {
          let known = places[place]
          if known == .max {
            bytes += size(index)
            // What is nearly all distinct at the beginning is not worth going on with.
            guard first.count < most, bytes <= maximumBytes, index < trial || first.count < index / 8 * 7,
              index < 4 * trial || first.count < index / 4 * 3
            else {
              full = false
              return
            }
            places[place] = UInt32(truncatingIfNeeded: first.count)
            indices[index] = UInt32(truncatingIfNeeded: first.count)
            first.append(index)
            if 2 * first.count > places.count { places = grown(first, 4 * places.count, hash) }
            break
          }
          if equal(first[Int(known)], index) {
            indices[index] = known
            break
          }
          place = (place + 1) & mask
        }
      }
      initialized = count
    }
    return full ? (first, indices) : nil
  }

  /// A table of `size` places, a power of two, for the distinct values so far.
  @inline(__always)
  private static func grown(_ first: [Int], _ size: Int, _ hash: (Int) -> UInt64) -> [UInt32] {
    var places = [UInt32](repeating: .max, count: size)
    for (number, index) in first.enumerated() {
      var place = Int(truncatingIfNeeded: hash(index)) & (size - 1)
      while places[place] != .max { place = (place + 1) & (size - 1) }
      places[place] = UInt32(truncatingIfNeeded: number)
    }
    return places
  }

  private static func hash(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    var state = UInt64(bytes.count)
    var index = 0
    while index + 8 <= bytes.count {
      state = mix(state ^ bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self))
      index += 8
    }
    var rest: UInt64 = 0
    while index < bytes.count {
      rest = rest << 8 | UInt64(bytes[index])
      index += 1
    }
    return mix(state ^ rest)
  }

  /// The finaliser of splitmix64.
  private static func mix(_ value: UInt64) -> UInt64 {
    var mixed = value &+ 0x9E37_79B9_7F4A_7C15
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
