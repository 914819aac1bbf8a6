/// Decodes the levels that old writers packed the most significant bit first.
///
/// https://parquet.apache.org/docs/file-format/data-pages/encodings/#bit-packed-deprecated-bit_packed--4: only the levels of
/// pages of version 1 are stored so, and no length stands before them.
enum BitPackedLevels {
  /// Decodes exactly `target.count` levels of `bitWidth` bits (1 to 8).
  ///
  /// - Returns: How many bytes of `source` they take.
  /// - Throws: `ColumnarError` with cause `inconsistent(.levels)` if there are fewer.
  static func decode(
    _ source: UnsafeRawBufferPointer, bitWidth: Int, into target: UnsafeMutableBufferPointer<UInt8>
  ) throws(ColumnarError) -> Int {
    let (bits, overflow) = target.count.multipliedReportingOverflow(by: bitWidth)
    guard bitWidth >= 1, bitWidth <= 8, !overflow, bits <= Int.max - 7, (bits + 7) / 8 <= source.count else {
      throw ColumnarError(.inconsistent(.levels))
    }
    let used = (bits + 7) / 8
    let mask = UInt16(1) << UInt16(bitWidth) - 1
    var bit = 0
    for index in target.indices {
      let byte = bit >> 3
      let word = UInt16(source[byte]) << 8 | (byte + 1 < used ? UInt16(source[byte + 1]) : 0)
      target[index] = UInt8(truncatingIfNeeded: (word >> UInt16(16 - (bit & 7) - bitWidth)) & mask)
      bit += bitWidth
    }
    return used
  }
}
