/// Encodes dictionary indices as a mixture of runs and packed bits; see `HybridDecoder`.
enum HybridEncoder {
  /// How many bytes `count` indices of `bitWidth` bits can take.
  static func bound(_ count: Int, bitWidth: Int) -> Int {
    // At worst each eight are a run of their own: two bytes more than the indices.
    (count / 8 + 1) * (max(bitWidth, (bitWidth + 7) / 8) + 2) + 16
  }

  /// Encodes indices, each of at most `bitWidth` bits: eight or more equal ones as a run, the others packed.
  ///
  /// - Returns: How many bytes of `target` were written.
  static func encode(
    _ values: UnsafeBufferPointer<UInt32>, bitWidth: Int, to target: UnsafeMutableRawBufferPointer
  ) -> Int {
    var position = 0
    var index = 0
    var packedFrom = 0
    while index < values.count {
      let length = runLength(values, from: index)
      if length >= 8 {
        pack(values, packedFrom..<index, bitWidth, to: target, &position)
        varint(UInt64(length) << 1, to: target, &position)
        for byte in 0..<(bitWidth + 7) / 8 {
          target[position] = UInt8(truncatingIfNeeded: values[index] >> UInt32(8 * byte))
          position += 1
        }
        index += length
        packedFrom = index
      } else {
        index = min(index + 8, values.count)
      }
    }
    pack(values, packedFrom..<values.count, bitWidth, to: target, &position)
    return position
  }

  private static func runLength(_ values: UnsafeBufferPointer<UInt32>, from start: Int) -> Int {
    let value = values[start]
    var end = start + 1
    while end < values.count, values[end] == value { end += 1 }
    return end - start
  }

  /// Packs a range that is a multiple of eight long unless it ends the input, in which case zeros fill it up.
  private static func pack(
    _ values: UnsafeBufferPointer<UInt32>, _ range: Range<Int>, _ bitWidth: Int,
    to target: UnsafeMutableRawBufferPointer, _ position: inout Int
  ) {
    guard !range.isEmpty else { return }
    let groups = (range.count + 7) / 8
    varint(UInt64(groups) << 1 | 1, to: target, &position)
    var word: UInt64 = 0
    var filled = 0
    for index in range.lowerBound..<range.lowerBound + groups * 8 {
      if index < range.upperBound { word |= UInt64(values[index]) << UInt64(filled) }
      filled += bitWidth
      if filled >= 32 {
        target.storeBytes(of: UInt32(truncatingIfNeeded: word).littleEndian, toByteOffset: position, as: UInt32.self)
        position += 4
        word >>= 32
        filled -= 32
      }
    }
    while filled > 0 {
      target[position] = UInt8(truncatingIfNeeded: word)
      position += 1
      word >>= 8
      filled -= 8
    }
  }

  private static func varint(_ value: UInt64, to target: UnsafeMutableRawBufferPointer, _ position: inout Int) {
    var rest = value
    while rest >= 0x80 {
      target[position] = UInt8(truncatingIfNeeded: rest) | 0x80
      position += 1
      rest >>= 7
    }
    target[position] = UInt8(rest)
    position += 1
  }
}
