import Texts

/// Decimals as text, with as many decimals as they have.
enum DecimalText {
  /// Adds `value` divided by ten to the power of `scale`.
  static func append(_ value: Int64, scale: Int, to bytes: inout [UInt8]) {
    var digits: [UInt8] = []
    NumberText.append(value.magnitude, to: &digits)
    append(digits, isNegative: value < 0, scale: scale, to: &bytes)
  }

  /// Adds a two's complement, the highest byte first, divided by ten to the power of `scale`.
  static func append(_ value: ArraySlice<UInt8>, scale: Int, to bytes: inout [UInt8]) {
    let isNegative = value.first.map { $0 >= 0x80 } ?? false
    var magnitude = Array(value)
    if isNegative {
      var carry = true
      for index in magnitude.indices.reversed() {
        magnitude[index] = ~magnitude[index]
        if carry { (magnitude[index], carry) = magnitude[index].addingReportingOverflow(1) }
      }
    }
    // Long division, nine digits at a time; there are 32 bytes at the most.
    var reversed: [UInt8] = []
    while magnitude.contains(where: { $0 != 0 }) {
      var remainder: UInt64 = 0
      for index in magnitude.indices {
        let part = remainder << 8 | UInt64(magnitude[index])
        magnitude[index] = UInt8(truncatingIfNeeded: part / 1_000_000_000)
        remainder = part % 1_000_000_000
      }
      for _ in 0..<9 {
        reversed.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: remainder % 10))
        remainder /= 10
      }
    }
    while reversed.last == UInt8(ascii: "0") { reversed.removeLast() }
    if reversed.isEmpty { reversed = [UInt8(ascii: "0")] }
    append(reversed.reversed(), isNegative: isNegative, scale: scale, to: &bytes)
  }

  private static func append(_ digits: [UInt8], isNegative: Bool, scale: Int, to bytes: inout [UInt8]) {
    if isNegative { bytes.append(UInt8(ascii: "-")) }
    let padded = [UInt8](repeating: UInt8(ascii: "0"), count: max(0, scale + 1 - digits.count)) + digits
    bytes += padded.dropLast(scale)
    guard scale > 0 else { return }
    bytes.append(UInt8(ascii: "."))
    bytes += padded.suffix(scale)
  }
}
