/// Encodes values one behind the other.
enum PlainEncoder {
  /// Adds the values `range` to `bytes`; lists have no plain form.
  static func append(_ values: ColumnValues, _ range: Range<Int>, to bytes: inout [UInt8]) {
    switch values {
    case .bool(let values): appendBits(values, range, to: &bytes)
    case .int32(let values): appendRaw(values, range, to: &bytes)
    case .int64(let values): appendRaw(values, range, to: &bytes)
    case .float(let values): appendRaw(values, range, to: &bytes)
    case .double(let values): appendRaw(values, range, to: &bytes)
    case .digest(let values): appendRaw(values, range.lowerBound * 32..<range.upperBound * 32, to: &bytes)
    case .string(let texts):
      bytes.reserveCapacity(
        bytes.count + texts.offsets[range.upperBound] - texts.offsets[range.lowerBound] + 4 * range.count)
      texts.bytes.withUnsafeBytes { text in
        texts.offsets.withUnsafeBufferPointer { offsets in
          for row in range {
            let length = UInt32(truncatingIfNeeded: offsets[row + 1] - offsets[row])
            withUnsafeBytes(of: length.littleEndian) { bytes.append(contentsOf: $0) }
            bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: text[offsets[row]..<offsets[row + 1]]))
          }
        }
      }
    case .list, .binary, .fixed, .nullable: return
    }
  }

  private static func appendRaw<Value: BitwiseCopyable>(
    _ values: [Value], _ range: Range<Int>, to bytes: inout [UInt8]
  ) {
    values.withUnsafeBufferPointer { values in
      bytes.append(contentsOf: UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: values[range])))
    }
  }

  private static func appendBits(_ values: [Bool], _ range: Range<Int>, to bytes: inout [UInt8]) {
    var byte: UInt8 = 0
    for (bit, row) in range.enumerated() {
      if values[row] { byte |= 1 << UInt8(bit & 7) }
      if bit & 7 == 7 {
        bytes.append(byte)
        byte = 0
      }
    }
    if range.count & 7 != 0 { bytes.append(byte) }
  }
}
