/// Text that is safe to stand in a page.
///
/// Made from literals and from other `HTML`; a string that is interpolated is escaped, so markup from data cannot get in:
/// `let cell: HTML = "<td>\(imageID)</td>"`. There is no way from a `String` that is not a literal to raw markup.
package struct HTML: Sendable, Equatable, ExpressibleByStringInterpolation {
  /// The markup.
  package private(set) var text: String

  /// No text.
  package init() { text = "" }

  /// A literal, as it stands.
  package init(stringLiteral value: StaticString) { text = value.description }

  /// A literal with values between its parts.
  package init(stringInterpolation: Interpolation) { text = stringInterpolation.text }

  /// Text that is not markup.
  package init(escaping value: String) { text = Self.escaped(value) }

  /// One after the other.
  package init(_ parts: some Sequence<HTML>) {
    text = parts.reduce(into: "") { $0 += $1.text }
  }

  package var isEmpty: Bool { text.isEmpty }

  package static func += (left: inout HTML, right: HTML) { left.text += right.text }

  /// Builds the text between and around the values.
  package struct Interpolation: StringInterpolationProtocol {
    fileprivate var text = ""

    package init(literalCapacity: Int, interpolationCount: Int) { text.reserveCapacity(literalCapacity * 2) }

    package mutating func appendLiteral(_ literal: StaticString) { text += literal.description }
    package mutating func appendInterpolation(_ value: HTML) { text += value.text }
    package mutating func appendInterpolation(_ values: [HTML]) {
      for value in values { text += value.text }
    }
    package mutating func appendInterpolation(_ value: String) { text += HTML.escaped(value) }
    package mutating func appendInterpolation(_ value: Int) { text += String(value) }
  }

  /// Escapes for element content and quoted attribute values.
  ///
  /// The five characters of markup become entities, line ends numeric references. Characters that a reader cannot see but that change
  /// what is seen (direction marks, control and invisible format characters) are spelled out, as `\u{202E}`.
  package static func escaped(_ value: String) -> String {
    var out = ""
    out.reserveCapacity(value.utf8.count)
    for scalar in value.unicodeScalars {
      switch scalar {
      case "&": out += "&amp;"
      case "<": out += "&lt;"
      case ">": out += "&gt;"
      case "\"": out += "&quot;"
      case "'": out += "&#39;"
      case "\n": out += "&#10;"
      case "\t": out += "&#9;"
      case "\u{0}"..<" ", "\u{7F}"..."\u{9F}", "\u{AD}", "\u{61C}", "\u{180E}", "\u{200B}", "\u{200E}",
        "\u{200F}", "\u{2028}"..."\u{202E}", "\u{2060}"..."\u{206F}", "\u{FEFF}", "\u{FFF9}"..."\u{FFFB}",
        "\u{FFFE}", "\u{FFFF}", "\u{E0000}"..."\u{E007F}":
        out += "\\u{" + String(scalar.value, radix: 16, uppercase: true) + "}"
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out
  }
}
