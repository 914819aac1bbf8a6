/// Unpacks whole numbers that lie side by side, a few bits each.
enum BitUnpacker {
  /// Unpacks values of `bitWidth` bits (0 to 64), the least significant bit first; `source` holds enough.
  static func unpack<Value: FixedWidthInteger & UnsignedInteger>(
    _ source: UnsafeRawBufferPointer, bitWidth: Int, into target: UnsafeMutableBufferPointer<Value>
  ) {
    switch bitWidth {
    case 0: target.update(repeating: 0)
    case 1: unpackBits(source, into: target)
    default: unpackWide(source, bitWidth: bitWidth, into: target)
    }
  }

  private static func unpackWide<Value: FixedWidthInteger & UnsignedInteger>(
    _ source: UnsafeRawBufferPointer, bitWidth: Int, into target: UnsafeMutableBufferPointer<Value>
  ) {
    let mask = UInt64.max >> UInt64(64 - bitWidth)
    var index = 0
    var bit = 0
    if bitWidth <= 56 {
      // While eight bytes can be loaded at once they hold the value whole: 7 + 56 bits at the most.
      let safe = source.count >= 8 ? min(target.count, ((source.count - 8) * 8 + 7) / bitWidth + 1) : 0
      while index < safe {
        let word = UInt64(littleEndian: source.loadUnaligned(fromByteOffset: bit >> 3, as: UInt64.self))
        target[index] = Value(truncatingIfNeeded: (word &>> UInt64(bit & 7)) & mask)
        index += 1
        bit += bitWidth
      }
    }
    while index < target.count {
      var word: UInt64 = 0
      let first = bit >> 3
      for byte in 0..<min(8, source.count - first) {
        word |= UInt64(source[first + byte]) &<< UInt64(8 * byte)
      }
      let skipped = UInt64(bit & 7)
      var value = word &>> skipped
      // Above 57 bits a value may end in a ninth byte.
      if Int(skipped) + bitWidth > 64 { value |= UInt64(source[first + 8]) &<< (64 - skipped) }
      target[index] = Value(truncatingIfNeeded: value & mask)
      index += 1
      bit += bitWidth
    }
  }

  private static func unpackBits<Value: FixedWidthInteger & UnsignedInteger>(
    _ source: UnsafeRawBufferPointer, into target: UnsafeMutableBufferPointer<Value>
  ) {
    let whole = target.count / 8
    for group in 0..<whole {
      let byte = source[group]
      for bit in 0..<8 { target[group * 8 + bit] = Value(truncatingIfNeeded: (byte >> UInt8(bit)) & 1) }
    }
    for index in whole * 8..<target.count {
      target[index] = Value(truncatingIfNeeded: (source[index >> 3] >> UInt8(index & 7)) & 1)
    }
  }
}
