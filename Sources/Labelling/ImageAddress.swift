import Texts

/// The address under which a platform finds an image.
package enum ImageAddress {
  /// `prefix` followed by the image id, every byte of which outside `A-Z a-z 0-9 - . _ ~ /` is
  /// percent-encoded: so an address carries no quotation mark, bracket, space or mark of direction whatever
  /// the id.
  package static func make(prefix: String, imageID: String) -> String {
    let hex = Array("0123456789ABCDEF".utf8)
    var bytes = Array(prefix.utf8)
    for byte in imageID.utf8 {
      switch byte {
      case 0x41...0x5A, 0x61...0x7A, 0x30...0x39, 0x2D, 0x2E, 0x5F, 0x7E, 0x2F: bytes.append(byte)
      default: bytes += [0x25, hex[Int(byte >> 4)], hex[Int(byte & 15)]]
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The image id of an address that `make` made; nil for any other address.
  package static func imageID(of address: String, prefix: String) -> String? {
    let bytes = Array(address.utf8)
    let start = prefix.utf8.count
    guard bytes.count >= start, bytes[..<start].elementsEqual(prefix.utf8) else { return nil }
    var decoded: [UInt8] = []
    var index = start
    while index < bytes.count {
      if bytes[index] == 0x25 {
        guard index + 2 < bytes.count, let high = digit(bytes[index + 1]), let low = digit(bytes[index + 2])
        else { return nil }
        decoded.append(high << 4 | low)
        index += 3
      } else {
        decoded.append(bytes[index])
        index += 1
      }
    }
    return UTF8Form.text(decoded)
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46: byte - 0x41 + 10
    case 0x61...0x66: byte - 0x61 + 10
    default: nil
    }
  }
}
