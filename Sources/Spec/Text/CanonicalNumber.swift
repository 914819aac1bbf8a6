/// How numbers are written out: the shortest decimal form that reads back as the same number.
enum CanonicalNumber {
  /// A finite number; whole ones below 2⁵³ without a fraction.
  static func text(_ value: Double) -> String {
    if value.magnitude < 0x1p53, let whole = Int64(exactly: value) { return String(whole) }
    return value.description
  }

  /// A sum of decimal fractions, which are no binary ones: to nine places.
  static func text(ofSum value: Double) -> String { text((value * 1e9).rounded() / 1e9) }
}
