/// An address under which a picture is found, as a table of the user's gives it.
package enum GivenAddress {
  private static let schemes = ["http", "https", "s3", "gs", "azure-blob"]
  private static let limit = 4_096

  /// The address as a payload has it: what an address must not have is percent-encoded, spaces and marks of direction and
  /// quotation marks among them.
  ///
  /// - Parameter text: What the table gives: an address of the web or of a bucket (`http`, `https`, `s3`, `gs`,
  ///   `azure-blob`), or a path.
  /// - Returns: Nil for any other scheme (`javascript:`), one without a place behind it, a control character or more than
  ///   4,096 bytes.
  package static func checked(_ text: String) -> String? {
    let bytes = Array(text.utf8)
    guard !bytes.isEmpty, bytes.count <= limit, !text.hasPrefix("//"),
      !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
    else { return nil }
    if let colon = bytes.firstIndex(of: UInt8(ascii: ":")),
      !bytes[..<colon].contains(where: { [UInt8(ascii: "/"), UInt8(ascii: "?"), UInt8(ascii: "#")].contains($0) })
    {
      let scheme = String(decoding: bytes[..<colon], as: UTF8.self).lowercased()
      let rest = bytes[(colon + 1)...]
      guard schemes.contains(scheme), rest.starts(with: "//".utf8), rest.count > 2, rest[colon + 3] != 0x2F else {
        return nil
      }
    }
    let hex = Array("0123456789ABCDEF".utf8)
    var encoded: [UInt8] = []
    for byte in bytes {
      if isKept(byte) { encoded.append(byte) } else { encoded += [0x25, hex[Int(byte >> 4)], hex[Int(byte & 15)]] }
    }
    return String(decoding: encoded, as: UTF8.self)
  }

  /// Whether a byte stands for itself in an address: RFC 3986's, and the `%` of what is encoded already.
  private static func isKept(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x41...0x5A, 0x61...0x7A, 0x30...0x39: true
    default: "-._~:/?#[]@!$&()*+,;=%".utf8.contains(byte)
    }
  }
}
