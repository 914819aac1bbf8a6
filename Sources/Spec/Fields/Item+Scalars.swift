extension Item {
  /// The plain scalar; nil where the value is anything else, which is reported.
  private func plain(_ expected: ValueType, suggest: (String) -> String? = { _ in nil }) -> String? {
    guard case .scalar(let text, let plain) = node.content else {
      reportType(expected)
      return nil
    }
    guard plain, !YAMLWords.isNull(text) else {
      reportType(expected, suggestion: suggest(text))
      return nil
    }
    return text
  }

  /// A finite number within `bounds`.
  func number(_ bounds: Bounds) -> Double? {
    let suggest = { (text: String) in YAMLWords.isNumber(text) ? text : nil }
    guard let text = plain(.number, suggest: suggest) else { return nil }
    if YAMLWords.isNotFinite(text) {
      report(.notFinite(key: key, value: text))
      return nil
    }
    guard YAMLWords.isNumber(text), let value = Double(text) else {
      reportType(.number, suggestion: Item.fraction(ofPercentage: text))
      return nil
    }
    guard value.isFinite else {
      report(.notFinite(key: key, value: text))
      return nil
    }
    guard bounds.contains(value) else {
      report(.outOfRange(key: key, value: text, bounds))
      return nil
    }
    // Nothing tells −0 from 0 but the digest of a spec.
    return value == 0 ? 0 : value
  }

  /// `0.05` for `5%`.
  private static func fraction(ofPercentage text: String) -> String? {
    guard text.hasSuffix("%") else { return nil }
    let number = text.dropLast().filter { $0 != " " }
    guard YAMLWords.isNumber(String(number)), let value = Double(number), value.isFinite else { return nil }
    return CanonicalNumber.text(value / 100)
  }

  /// A whole number within `range`.
  func whole(_ range: ClosedRange<Int>) -> Int? {
    let suggest = { (text: String) in YAMLWords.isWhole(text) ? text : nil }
    guard let text = plain(.whole, suggest: suggest) else { return nil }
    guard YAMLWords.isWhole(text) else {
      reportType(.whole, suggestion: Item.digits(of: text))
      return nil
    }
    guard let value = Int(text), range.contains(value) else {
      report(
        .outOfRange(key: key, value: text, Bounds(range)))
      return nil
    }
    return value
  }

  /// `1000` for `1_000`, `1,000` or `1000.0`.
  private static func digits(of text: String) -> String? {
    let joined = text.filter { $0 != "_" && $0 != "," && $0 != " " }
    if YAMLWords.isWhole(joined) { return joined }
    guard YAMLWords.isNumber(joined), let value = Double(joined), let whole = Int(exactly: value) else {
      return nil
    }
    return String(whole)
  }

  /// A whole number of 64 bits.
  func unsigned() -> UInt64? {
    guard let text = plain(.whole) else { return nil }
    guard YAMLWords.isWhole(text) else {
      reportType(.whole, suggestion: Item.digits(of: text))
      return nil
    }
    guard let value = UInt64(text) else {
      report(
        .outOfRange(
          key: key, value: text,
          Bounds(from: 0, to: Double(UInt64.max), note: "at least 0 and at most 18446744073709551615")))
      return nil
    }
    return value
  }

  /// `true` or `false`.
  func flag() -> Bool? {
    guard let text = plain(.flag, suggest: { YAMLWords.flag($0) == nil ? nil : $0 }) else { return nil }
    guard let value = YAMLWords.flag(text) else {
      let suggestion: String? =
        switch text.lowercased() {
        case "yes", "on", "y", "true", "1": "true"
        case "no", "off", "n", "false", "0": "false"
        default: nil
        }
      reportType(.flag, suggestion: suggestion)
      return nil
    }
    return value
  }

  /// Whether the value is a token.
  func isToken(_ token: String) -> Bool {
    guard case .scalar(token, _) = node.content else { return false }
    return true
  }

  /// One of the tokens of `Token`, or of some of them.
  func token<Token: CaseIterable & RawRepresentable<String>>(
    _: Token.Type, among tokens: [Token]? = nil, further: [String] = []
  ) -> Token? {
    word(among: (tokens ?? Array(Token.allCases)).map(\.rawValue), further: further).flatMap(Token.init(rawValue:))
  }

  /// One of some words; nil where it is one of `further`, or none of them, which is reported.
  @inline(never)
  private func word(among words: [String], further: [String]) -> String? {
    guard case .scalar(let text, let plain) = node.content, !plain || !YAMLWords.isNull(text) else {
      reportType(.token)
      return nil
    }
    if words.contains(text) { return text }
    if further.contains(text) { return nil }
    let allowed = words + further
    if Vocabulary.planned.contains(text) {
      report(.notThereYet(text))
    } else {
      let suggestion = reading.nearest(text, among: allowed)
      report(.unknownToken(key: key, value: text, allowed: allowed), suggestion: suggestion)
    }
    return nil
  }

  /// A text that keeps `rule`.
  ///
  /// What is plain is taken as written, so a class may be called `1` or `no`.
  func text(_ rule: TextRule = .name) -> String? {
    guard case .scalar(let text, let plain) = node.content, !plain || !YAMLWords.isNull(text) else {
      reportType(.text)
      return nil
    }
    if let fault = rule.fault(in: text) {
      report(.unfitText(key: key, value: text, fault))
      return nil
    }
    return text
  }

  /// A list of texts that keep `rule`.
  ///
  /// Nil where it is no list; what breaks the rule is reported and left out.
  func texts(_ rule: TextRule = .name, _ expected: ValueType = .list) -> [String]? {
    elements(expected)?.compactMap { $0.text(rule) }
  }

  /// A multiple: `4x`, `2.5x`, or the number alone.
  func multiple(_ bounds: Bounds) -> Double? {
    guard case .scalar(let text, _) = node.content else {
      reportType(.multiple)
      return nil
    }
    let digits = text.hasSuffix("x") || text.hasSuffix("×") ? String(text.dropLast()) : text
    guard YAMLWords.isNumber(digits), let value = Double(digits), value.isFinite else {
      reportType(.multiple, suggestion: Item.multiple(meantBy: text))
      return nil
    }
    guard bounds.contains(value) else {
      report(.outOfRange(key: key, value: text, bounds))
      return nil
    }
    return value
  }

  /// `4x` for `4X`, `4 x`, `x4` or `4 times`.
  private static func multiple(meantBy text: String) -> String? {
    let number = text.filter { $0.isASCII && ($0.isNumber || $0 == ".") }
    let rest = text.lowercased().filter { !number.contains($0) && $0 != " " && $0 != "*" && $0 != "×" }
    guard ["", "x", "times", "fold"].contains(rest), text.contains(number), YAMLWords.isNumber(number) else {
      return nil
    }
    return number + "x"
  }
}
