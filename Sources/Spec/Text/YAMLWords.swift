/// What plain scalars mean, by the YAML 1.2 core schema; numbers in decimal only.
enum YAMLWords {
  static func isNull(_ text: String) -> Bool {
    text.isEmpty || text == "~" || text == "null" || text == "Null" || text == "NULL"
  }

  static func flag(_ text: String) -> Bool? {
    switch text {
    case "true": true
    case "false": false
    default: nil
    }
  }

  /// Whether the text is an optional sign and digits.
  static func isWhole(_ text: String) -> Bool {
    let digits = text.utf8.drop { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+") }
    return text.utf8.count - digits.count <= 1 && !digits.isEmpty && digits.allSatisfy(isDigit)
  }

  /// Whether the text is a decimal number, with or without a fraction and an exponent.
  static func isNumber(_ text: String) -> Bool {
    var rest = Substring(text).utf8
    func dropDigits() -> Int {
      let before = rest.count
      rest = rest.drop(while: isDigit)
      return before - rest.count
    }
    func dropOne(_ characters: Unicode.Scalar...) -> Bool {
      guard let first = rest.first, characters.contains(where: { UInt8(ascii: $0) == first }) else {
        return false
      }
      rest = rest.dropFirst()
      return true
    }
    _ = dropOne("-", "+")
    var digits = dropDigits()
    if dropOne(".") { digits += dropDigits() }
    guard digits > 0 else { return false }
    if dropOne("e", "E") {
      _ = dropOne("-", "+")
      guard dropDigits() > 0 else { return false }
    }
    return rest.isEmpty
  }

  /// Whether the text is YAML's word for a number that is infinite or none.
  static func isNotFinite(_ text: String) -> Bool {
    let word = text.lowercased()
    let unsigned = word.hasPrefix("-") || word.hasPrefix("+") ? String(word.dropFirst()) : word
    return [".inf", ".nan", "inf", "nan", "infinity"].contains(unsigned)
  }

  static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }
}
