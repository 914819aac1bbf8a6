import Texts

/// Canonical JSON of a YAML mapping: keys in UTF-8 byte order, no spaces, numbers in their shortest form.
///
/// Plain scalars mean what the YAML 1.2 core schema says, in decimal; everything in quotes is text.
/// Characters that text files do not have are escaped, so that the JSON can stand in a YAML file as a flow
/// mapping.
enum CanonicalJSON {
  /// A longer key could not be read back: YAML looks no more than 1,024 characters ahead for a key's colon.
  static let maximumKeyBytes = 256

  /// The object; nil where `item` is no mapping or holds what JSON has not, which is reported.
  static func object(_ item: Item) -> String? {
    switch item.node.content {
    case .mapping: return text(item)
    default:
      item.reportType(.mapping)
      return nil
    }
  }

  private static func text(_ item: Item) -> String? {
    switch item.node.content {
    case .refused: return nil
    case .scalar(let text, plain: false): return CanonicalYAML.quoted(text)
    case .scalar(let text, plain: true): return plain(text, item)
    case .sequence:
      let values = item.elements()?.map(text) ?? []
      return "[" + values.compactMap(\.self).joined(separator: ",") + "]"
    case .mapping:
      let entries = item.entries().sortedByBytes(of: \.key)
      let pairs = entries.map { entry in
        if entry.key.utf8.count > maximumKeyBytes {
          let fault = TextFault.tooLong(bytes: entry.key.utf8.count, limit: maximumKeyBytes)
          item.reading.report(
            .unfitText(key: item.key, value: entry.key, fault), at: entry.keyPlace, in: item.place)
        }
        return CanonicalYAML.quoted(entry.key) + ":" + (text(entry) ?? "null")
      }
      return "{" + pairs.joined(separator: ",") + "}"
    }
  }

  private static func plain(_ text: String, _ item: Item) -> String? {
    if YAMLWords.isNull(text) { return "null" }
    if let flag = YAMLWords.flag(text) { return flag ? "true" : "false" }
    if YAMLWords.isWhole(text), let whole = Int64(text) { return String(whole) }
    if text.hasPrefix(".") || text.hasPrefix("-.") || text.hasPrefix("+."), YAMLWords.isNotFinite(text) {
      item.report(.notFinite(key: item.key, value: text))
      return nil
    }
    guard YAMLWords.isNumber(text), let value = Double(text) else { return CanonicalYAML.quoted(text) }
    guard value.isFinite else {
      item.report(.notFinite(key: item.key, value: text))
      return nil
    }
    return value.description
  }
}
