/// Decodes the mixture of runs and packed bits that levels, dictionary indices and truth values are stored in.
///
/// https://parquet.apache.org/docs/file-format/data-pages/encodings/#run-length-encoding--bit-packing-hybrid-rle--3
enum HybridDecoder {
  /// Decodes exactly `target.count` values of `bitWidth` bits (0 to 32).
  ///
  /// - Returns: How many bytes of `source` were used.
  /// - Throws: `ColumnarError` with cause `inconsistent(.runs)` if the bytes end before.
  @discardableResult
  static func decode<Value: FixedWidthInteger & UnsignedInteger>(
    _ source: UnsafeRawBufferPointer, bitWidth: Int, into target: UnsafeMutableBufferPointer<Value>
  ) throws(ColumnarError) -> Int {
    guard bitWidth >= 0, bitWidth <= 32 else { throw ColumnarError(.inconsistent(.runs)) }
    var position = 0
    var done = 0
    while done < target.count {
      let header = try varint(source, &position)
      let left = target.count - done
      if header & 1 == 0 {
        let value = try runValue(source, &position, bitWidth)
        let length = Int(min(header >> 1, UInt64(left)))
        target[done..<done + length].update(repeating: Value(truncatingIfNeeded: value))
        done += length
      } else {
        let groups = Int(min(header >> 1, UInt64((left + 7) / 8)))
        let length = min(groups * 8, left)
        let claimed = min(header >> 1, UInt64(Int.max / 64))
        let bytes = Int(min(claimed * UInt64(bitWidth), UInt64(source.count - position)))
        guard (length * bitWidth + 7) / 8 <= bytes else { throw ColumnarError(.inconsistent(.runs)) }
        BitUnpacker.unpack(
          UnsafeRawBufferPointer(rebasing: source[position..<position + bytes]), bitWidth: bitWidth,
          into: UnsafeMutableBufferPointer(rebasing: target[done..<done + length]))
        position += bytes
        done += length
      }
    }
    return position
  }

  private static func runValue(
    _ source: UnsafeRawBufferPointer, _ position: inout Int, _ bitWidth: Int
  ) throws(ColumnarError) -> UInt32 {
    let bytes = (bitWidth + 7) / 8
    guard bytes <= source.count - position else { throw ColumnarError(.inconsistent(.runs)) }
    var value: UInt32 = 0
    for byte in 0..<bytes { value |= UInt32(source[position + byte]) << UInt32(8 * byte) }
    position += bytes
    guard bitWidth == 32 || value >> UInt32(bitWidth) == 0 else { throw ColumnarError(.inconsistent(.runs)) }
    return value
  }

  /// Reads the header of a run, and moves `position` behind it.
  static func varint(
    _ source: UnsafeRawBufferPointer, _ position: inout Int
  ) throws(ColumnarError) -> UInt64 {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while shift < 63 {
      guard position < source.count else { throw ColumnarError(.inconsistent(.runs)) }
      let byte = source[position]
      position += 1
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
      shift += 7
    }
    throw ColumnarError(.inconsistent(.runs))
  }
}
