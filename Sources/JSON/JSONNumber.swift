/// Numbers of JSON: how each is written and what each digit string means.
///
/// A whole number is its digits. Any other number is the shortest decimal that reads back as the same `Double`, without a
/// fraction of zero: `0.1`, `1` for 1.0, `-0` for minus zero; from 2⁵³ up and below 10⁻⁴ with an exponent of two digits or
/// more, `1e+16`, `1e-07`. A number that is not finite cannot be written.
package enum JSONNumber {
  /// The text of a finite number.
  package static func text(_ value: Double) -> String { trimmed(value.description) }

  /// The text of a finite number of single precision: as few digits as give it back.
  package static func text(_ value: Float) -> String { trimmed(value.description) }

  private static func trimmed(_ text: String) -> String {
    text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  /// What the text of a number means, exactly: a whole number of 64 bits, signed or not, or else a `Double`.
  ///
  /// A number with a fraction or an exponent is the nearest `Double`. One that is whole and longer than 64 bits is a `Double`
  /// only if its digits are those of its shortest decimal, filled up with zeros.
  ///
  /// - Parameter text: A number by the grammar of JSON.
  /// - Returns: Nil for a number that would not be kept.
  static func value(_ text: String) -> JSONValue? {
    let digits = text.utf8
    let isWhole = digits.allSatisfy { $0 == UInt8(ascii: "-") || (0x30...0x39).contains($0) }
    guard digits.count <= 400 || !isWhole, let number = Double(text), number.isFinite else { return nil }
    guard isWhole else { return .double(number) }
    if let value = Int64(text) { return value == 0 && text.hasPrefix("-") ? .double(-0.0) : .int(value) }
    if let value = UInt64(text) { return .uint(value) }
    return wholeDigits(number) == text ? .double(number) : nil
  }

  /// The shortest decimal of a large number, written without an exponent.
  private static func wholeDigits(_ value: Double) -> String? {
    let parts = value.description.split(separator: "e", maxSplits: 1)
    guard parts.count == 2, let exponent = Int(parts[1]) else { return nil }
    let mantissa = parts[0].split(separator: ".", maxSplits: 1)
    let fraction = mantissa.count == 2 && mantissa[1] != "0" ? mantissa[1] : ""
    guard let lead = mantissa.first, exponent >= fraction.utf8.count else { return nil }
    return String(lead) + fraction + String(repeating: "0", count: exponent - fraction.utf8.count)
  }
}
