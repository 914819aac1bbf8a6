import CKernels

/// Encodes values one behind the other.
enum PlainEncoder {
  /// How many bytes the values `range` take; lists have no plain form.
  static func size(_ values: ColumnValues, _ range: Range<Int>) -> Int {
    switch values {
    case .bool: (range.count + 7) / 8
    case .int32, .float: range.count * 4
    case .int64, .double: range.count * 8
    case .digest: range.count * 32
    case .string(let texts): texts.offsets[range.upperBound] - texts.offsets[range.lowerBound] + 4 * range.count
    case .list, .binary, .fixed, .nullable: 0
    }
  }

  /// Writes the values `range` to the first `size` bytes of `target`.
  static func write(_ values: ColumnValues, _ range: Range<Int>, to target: UnsafeMutableRawBufferPointer) {
    if withBytes(values, range, { target.copyMemory(from: $0) }) != nil { return }
    switch values {
    case .bool(let values): writeBits(values, range, to: target)
    case .string(let texts):
      texts.bytes.withUnsafeBufferPointer { bytes in
        texts.offsets.withUnsafeBufferPointer { offsets in
          var written = 0
          _ = ck_pack_texts(
            bytes.baseAddress, offsets.baseAddress, range.lowerBound, range.count,
            target.baseAddress?.assumingMemoryBound(to: UInt8.self), target.count, &written)
        }
      }
    default: return
    }
  }

  /// Calls `body` with the bytes of the values `range` if they lie in memory as plain encoding has them.
  ///
  /// Numbers do: every machine that this runs on has the least significant byte first.
  ///
  /// - Returns: What `body` returns, nil where it was not called.
  /// - Throws: What `body` throws.
  static func withBytes<Result>(
    _ values: ColumnValues, _ range: Range<Int>, _ body: (UnsafeRawBufferPointer) throws -> Result
  ) rethrows -> Result? {
    func part<Value: BitwiseCopyable>(_ values: [Value], _ range: Range<Int>) throws -> Result {
      try values.withUnsafeBufferPointer { try body(UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: $0[range]))) }
    }
    switch values {
    case .int32(let values): return try part(values, range)
    case .int64(let values): return try part(values, range)
    case .float(let values): return try part(values, range)
    case .double(let values): return try part(values, range)
    case .digest(let bytes): return try part(bytes, range.lowerBound * 32..<range.upperBound * 32)
    case .bool, .string, .list, .binary, .fixed, .nullable: return nil
    }
  }

  private static func writeBits(_ values: [Bool], _ range: Range<Int>, to target: UnsafeMutableRawBufferPointer) {
    values.withUnsafeBytes { all in
      let bits = UnsafeRawBufferPointer(rebasing: all[range])
      let whole = bits.count / 8
      for index in 0..<whole {
        // The multiplication gathers the lowest bits of eight bytes in the uppermost byte.
        let word = UInt64(littleEndian: bits.loadUnaligned(fromByteOffset: index * 8, as: UInt64.self))
        target[index] = UInt8(truncatingIfNeeded: (word &* 0x0102_0408_1020_4080) >> 56)
      }
      guard whole * 8 < bits.count else { return }
      var last: UInt8 = 0
      for index in whole * 8..<bits.count { last |= bits[index] << UInt8(index & 7) }
      target[whole] = last
    }
  }
}
