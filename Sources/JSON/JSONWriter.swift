/// Writes JSON text piece by piece, so that no more than the text is held; members stand in the order they are written.
///
/// What lasts and fits in memory is written by `JSONForm`; this is for tasks by the million.
package struct JSONWriter: Sendable {
  package private(set) var bytes: [UInt8] = []
  private var needsComma = false

  /// An empty text.
  package init() {}

  /// Writes `[`, the elements and `]`.
  package mutating func array(_ elements: (inout JSONWriter) -> Void) {
    open("[")
    elements(&self)
    close("]")
  }

  /// Writes `{`, the members and `}`.
  package mutating func object(_ members: (inout JSONWriter) -> Void) {
    open("{")
    members(&self)
    close("}")
  }

  /// Writes a member's name; its value comes next.
  package mutating func key(_ name: String) {
    separate()
    quote(name)
    bytes.append(UInt8(ascii: ":"))
    needsComma = false
  }

  /// Writes a string, or null.
  package mutating func string(_ value: String?) {
    guard let value else { return literal("null") }
    separate()
    quote(value)
    needsComma = true
  }

  /// Writes a whole number.
  package mutating func integer(_ value: Int64) {
    literal(String(value))
  }

  /// Writes a number with as few digits as give it back and a fraction always (`12.0`), or null where it is not finite.
  package mutating func double(_ value: Double) {
    literal(value.isFinite ? "\(value)" : "null")
  }

  /// Writes `true` or `false`.
  package mutating func bool(_ value: Bool) {
    literal(value ? "true" : "false")
  }

  /// Writes `null`.
  package mutating func null() {
    literal("null")
  }

  /// Breaks the line: between elements, so that a person can read the text.
  package mutating func newline() {
    if needsComma { bytes.append(UInt8(ascii: ",")) }
    needsComma = false
    bytes.append(0x0A)
  }

  private mutating func literal(_ text: String) {
    separate()
    bytes += Array(text.utf8)
    needsComma = true
  }

  private mutating func open(_ bracket: Unicode.Scalar) {
    separate()
    bytes.append(UInt8(ascii: bracket))
    needsComma = false
  }

  private mutating func close(_ bracket: Unicode.Scalar) {
    bytes.append(UInt8(ascii: bracket))
    needsComma = true
  }

  private mutating func separate() {
    if needsComma { bytes.append(UInt8(ascii: ",")) }
    needsComma = false
  }

  private mutating func quote(_ text: String) {
    JSONText.append(text, .numbered, to: &bytes)
  }
}
