/// Base64 of RFC 4648, section 4.
package enum Base64 {
  private static let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  /// The text of the bytes, padded.
  package static func encode(_ bytes: [UInt8]) -> String {
    var out: [UInt8] = []
    out.reserveCapacity((bytes.count + 2) / 3 * 4)
    var index = 0
    while index < bytes.count {
      let rest = bytes.count - index
      let first = Int(bytes[index])
      let second = rest > 1 ? Int(bytes[index + 1]) : 0
      let third = rest > 2 ? Int(bytes[index + 2]) : 0
      out.append(digits[first >> 2])
      out.append(digits[(first & 3) << 4 | second >> 4])
      out.append(rest > 1 ? digits[(second & 15) << 2 | third >> 6] : 61)
      out.append(rest > 2 ? digits[third & 63] : 61)
      index += 3
    }
    return String(decoding: out, as: UTF8.self)
  }

  /// The bytes of a text: whole, padded, nothing but digits, and no bit set that stands for no byte.
  ///
  /// - Returns: Nil for anything else.
  package static func decode(_ text: String) -> [UInt8]? {
    let digits = Array(text.utf8)
    guard digits.count % 4 == 0 else { return nil }
    let padding = digits.reversed().prefix { $0 == 61 }.count
    guard padding <= 2 else { return nil }
    var out: [UInt8] = []
    out.reserveCapacity(digits.count / 4 * 3)
    var bits: UInt32 = 0
    var count = 0
    for digit in digits.dropLast(padding) {
      guard let value = value(digit) else { return nil }
      bits = bits << 6 | value
      count += 6
      guard count >= 8 else { continue }
      count -= 8
      out.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
      bits &= 1 << UInt32(count) - 1
    }
    return bits == 0 ? out : nil
  }

  private static func value(_ digit: UInt8) -> UInt32? {
    switch digit {
    case 65...90: UInt32(digit) - 65
    case 97...122: UInt32(digit) - 71
    case 48...57: UInt32(digit) + 4
    case 43: 62
    case 47: 63
    default: nil
    }
  }
}
