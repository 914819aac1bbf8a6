/// Encodes levels and dictionary indices as a mixture of runs and packed bits; see `HybridDecoder`.
enum HybridEncoder {
  /// Encodes `values`, each of at most `bitWidth` bits: eight or more equal ones as a run, the others packed.
  static func encode<Value: FixedWidthInteger & UnsignedInteger>(
    _ values: UnsafeBufferPointer<Value>, bitWidth: Int
  ) -> [UInt8] {
    var bytes: [UInt8] = []
    var index = 0
    var packedFrom = 0
    while index < values.count {
      let length = runLength(values, from: index)
      if length >= 8 {
        appendPacked(&bytes, values, packedFrom..<index, bitWidth)
        varint(&bytes, UInt64(length) << 1)
        let value = UInt64(values[index])
        for byte in 0..<(bitWidth + 7) / 8 {
          bytes.append(UInt8(truncatingIfNeeded: value >> UInt64(8 * byte)))
        }
        index += length
        packedFrom = index
      } else {
        index = min(index + 8, values.count)
      }
    }
    appendPacked(&bytes, values, packedFrom..<values.count, bitWidth)
    return bytes
  }

  private static func runLength<Value: Equatable>(_ values: UnsafeBufferPointer<Value>, from start: Int)
    -> Int
  {
    let value = values[start]
    var end = start + 1
    while end < values.count, values[end] == value { end += 1 }
    return end - start
  }

  /// Packs a range that is a multiple of eight long unless it ends the input, in which case zeros fill it up.
  private static func appendPacked<Value: FixedWidthInteger & UnsignedInteger>(
    _ bytes: inout [UInt8], _ values: UnsafeBufferPointer<Value>, _ range: Range<Int>, _ bitWidth: Int
  ) {
    guard !range.isEmpty else { return }
    let groups = (range.count + 7) / 8
    varint(&bytes, UInt64(groups) << 1 | 1)
    bytes.reserveCapacity(bytes.count + groups * bitWidth)
    var word: UInt64 = 0
    var filled = 0
    for index in range.lowerBound..<range.lowerBound + groups * 8 {
      if index < range.upperBound { word |= UInt64(values[index]) << UInt64(filled) }
      filled += bitWidth
      while filled >= 8 {
        bytes.append(UInt8(truncatingIfNeeded: word))
        word >>= 8
        filled -= 8
      }
    }
  }

  private static func varint(_ bytes: inout [UInt8], _ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }
}
