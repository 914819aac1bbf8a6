/// Whole numbers and bytes as digits.
package enum NumberText {
  /// Adds a number, filled up with zeros to `digits`.
  package static func append(_ value: UInt64, digits: Int = 1, to bytes: inout [UInt8]) {
    let start = bytes.count
    var rest = value
    repeat {
      bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
      rest /= 10
    } while rest > 0
    while bytes.count - start < digits { bytes.append(UInt8(ascii: "0")) }
    bytes[start...].reverse()
  }

  /// Adds a number with its sign.
  package static func append(_ value: Int64, to bytes: inout [UInt8]) {
    if value < 0 { bytes.append(UInt8(ascii: "-")) }
    append(value.magnitude, to: &bytes)
  }

  /// Adds a byte as two digits.
  package static func appendHex(_ byte: UInt8, to bytes: inout [UInt8]) {
    bytes.append(digit(byte >> 4))
    bytes.append(digit(byte & 15))
  }

  private static func digit(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
  }
}
