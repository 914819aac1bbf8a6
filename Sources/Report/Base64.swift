/// Base64 of RFC 4648, section 4.
enum Base64 {
  private static let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  /// The text of the bytes, padded.
  static func encode(_ bytes: [UInt8]) -> String {
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
}
