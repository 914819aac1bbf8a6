import JSON

/// Writes canonical values as YAML.
package enum CanonicalYAML {
  /// Longer keys are written with `?`: YAML looks no more than 1,024 characters ahead for a key's colon.
  private static let longestSimpleKey = 400

  /// A mapping, a line a value.
  static func text(_ fields: [(key: String, value: CanonicalValue)], indentation: Int = 0) -> String {
    let space = String(repeating: " ", count: indentation)
    return fields.map { field in
      let key = scalar(field.key)
      let opening = key.utf8.count > longestSimpleKey ? "\(space)? \(key)\n\(space):" : "\(space)\(key):"
      return opening + value(field.value, indentation: indentation)
    }.joined()
  }

  private static func value(_ value: CanonicalValue, indentation: Int) -> String {
    switch value {
    case .plain, .text, .list:
      return " \(value.inline ?? "null")\n"
    case .mapping(let fields), .table(let fields):
      return fields.isEmpty ? " {}\n" : "\n" + text(fields, indentation: indentation + 2)
    case .items(let items):
      if items.isEmpty { return " []\n" }
      let space = String(repeating: " ", count: indentation)
      return items.reduce(into: "\n") { result, item in
        let fields = text(item.fields, indentation: indentation + 4)
        result += "\(space)  - \(fields.dropFirst(indentation + 4))"
      }
    }
  }

  /// A text as a scalar: plain where no reader of YAML 1.1 or 1.2 would take it for anything else, else in
  /// quotes.
  package static func scalar(_ text: String) -> String {
    isPlain(text) ? text : quoted(text)
  }

  private static func isPlain(_ text: String) -> Bool {
    guard let first = text.utf8.first, let last = text.utf8.last else { return false }
    guard
      isLetter(first) || first == UInt8(ascii: "_") || text.hasPrefix("/") || text.hasPrefix("./")
        || text.hasPrefix("../")
    else { return false }
    guard last != UInt8(ascii: " ") else { return false }
    let reserved = ["null", "true", "false", "yes", "no", "on", "off", "y", "n", "inf", "nan"]
    guard !reserved.contains(text.lowercased()) else { return false }
    let marks = Array("_-./@+*= ".utf8)
    return text.utf8.allSatisfy { isLetter($0) || YAMLWords.isDigit($0) || marks.contains($0) }
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (byte | 0x20) >= UInt8(ascii: "a") && (byte | 0x20) <= UInt8(ascii: "z")
  }

  /// A text in quotes, as JSON and YAML both read it.
  static func quoted(_ text: String) -> String { JSONText.text(text, [.numbered, .textFile]) }
}
