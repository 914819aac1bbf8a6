/// JSON as values, with one way to write each.
///
/// The form: keys in UTF-8 byte order, two spaces a level, a list of plain values on one line. A whole number without a
/// fraction or an exponent below 2⁵³ is written as digits (`12`), any other as the shortest decimal that reads back
/// as the same double (`0.1`, `1e-07`); minus zero is `0`. In strings `"`, `\` and the control characters below
/// U+0020 are escaped, everything else is itself.
enum JSONTree: Equatable, Sendable {
  case null
  case bool(Bool)
  case integer(Int)
  /// Finite.
  case number(Double)
  case string(String)
  case list([JSONTree])
  case object([String: JSONTree])

  /// The text, without a newline at the end.
  func text() -> String {
    var out = ""
    write(to: &out, indent: 0)
    return out
  }

  /// The largest whole number that is read: sums of a million of them do not overflow.
  static let largestInteger = 1_000_000_000_000

  /// The place of the first whole number beyond `largestInteger`, if there is one.
  func outOfRange() -> String? {
    switch self {
    case .integer(let value):
      return value.magnitude > UInt(Self.largestInteger) ? "" : nil
    case .list(let items):
      for (index, item) in items.enumerated() {
        if let place = item.outOfRange() { return place.isEmpty ? "\(index)" : "\(index).\(place)" }
      }
      return nil
    case .object(let members):
      for (name, member) in members.sorted(by: { $0.key < $1.key }) {
        if let place = member.outOfRange() { return place.isEmpty ? name : "\(name).\(place)" }
      }
      return nil
    default: return nil
    }
  }

  private var isPlain: Bool {
    switch self {
    case .list, .object: false
    default: true
    }
  }

  private func write(to out: inout String, indent: Int) {
    switch self {
    case .null: out += "null"
    case .bool(let value): out += value ? "true" : "false"
    case .integer(let value): out += String(value)
    case .number(let value): out += Self.text(of: value)
    case .string(let value): Self.write(value, to: &out)
    case .list(let items):
      if items.allSatisfy(\.isPlain) {
        out += "["
        for (index, item) in items.enumerated() {
          if index > 0 { out += ", " }
          item.write(to: &out, indent: indent)
        }
        out += "]"
      } else {
        Self.writeBlock(items.count, "[", "]", to: &out, indent: indent) { index, out in
          items[index].write(to: &out, indent: indent + 1)
        }
      }
    case .object(let members):
      let ordered = members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
      guard !ordered.isEmpty else {
        out += "{}"
        return
      }
      Self.writeBlock(ordered.count, "{", "}", to: &out, indent: indent) { index, out in
        Self.write(ordered[index].key, to: &out)
        out += ": "
        ordered[index].value.write(to: &out, indent: indent + 1)
      }
    }
  }

  private static func writeBlock(
    _ count: Int, _ open: String, _ close: String, to out: inout String, indent: Int,
    item: (Int, inout String) -> Void
  ) {
    let margin = String(repeating: "  ", count: indent)
    out += open
    for index in 0..<count {
      out += index > 0 ? ",\n" : "\n"
      out += margin + "  "
      item(index, &out)
    }
    out += "\n" + margin + close
  }

  /// A finite number as JSON.
  static func text(of value: Double) -> String {
    if value == value.rounded(), abs(value) < 9_007_199_254_740_992 { return String(Int(value)) }
    return value.description
  }

  private static func write(_ text: String, to out: inout String) {
    out += "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": out += "\\\""
      case "\\": out += "\\\\"
      case "\n": out += "\\n"
      case "\r": out += "\\r"
      case "\t": out += "\\t"
      case "\u{0}"..<" ":
        let hex = String(scalar.value, radix: 16)
        out += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
      default: out.unicodeScalars.append(scalar)
      }
    }
    out += "\""
  }
}
