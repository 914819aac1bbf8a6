import Draws

/// File names made from ids.
package enum PayloadName {
  /// `name` with ASCII capitals made small: so endings of files are compared.
  package static func folded(_ name: String) -> String { PlatformUser.folded(name) }

  /// A file name (without an ending) for what belongs to `id`: different ids have different names, on file
  /// systems that ignore case and on those that normalise Unicode too.
  ///
  /// Small ASCII letters, digits, `_` and inner `-` and `.` stay; each other byte becomes `%` and two small
  /// hexadecimal digits. A name beyond 120 bytes is cut and ends in a hash of the whole id.
  package static func make(_ id: String) -> String {
    var name = ""
    for (index, byte) in id.utf8.enumerated() {
      switch byte {
      case 0x61...0x7A, 0x30...0x39, 0x5F: name.unicodeScalars.append(Unicode.Scalar(byte))
      case 0x2D...0x2E where index > 0: name.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        let digits = String(byte, radix: 16)
        name += digits.utf8.count == 1 ? "%0" + digits : "%" + digits
      }
    }
    if name.isEmpty { return "%" }
    guard name.utf8.count > 120 else { return name }
    let draw = Draw(randomSeed: 0, iteration: 0, stage: "payload-name")
    return String(name.prefix(80)) + "%-" + TaskID.hex(draw.key("0" + id)) + TaskID.hex(draw.key("1" + id))
  }
}
