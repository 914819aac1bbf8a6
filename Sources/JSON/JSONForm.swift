/// How a value is written; each form has one text for each value.
///
/// Keys stand in the order of their UTF-8 bytes, numbers as `JSONNumber` says, texts as `JSONText` says. There is no line
/// break at the end.
package struct JSONForm: Sendable {
  /// Where white space stands.
  package enum Layout: Sendable {
    /// Nowhere: `{"a":[1,2]}`.
    case compact
    /// Each member and element on a line of its own, two spaces a level, ` : ` after a key; the brackets of an empty list or
    /// object have an empty line between them.
    case pretty
    /// As `pretty`, but `: ` after a key, and a list of plain values on one line: `quality.json`.
    case brief
  }

  package let layout: Layout
  package let escapes: JSONEscapes

  /// Makes a form.
  package init(_ layout: Layout, escapes: JSONEscapes = .plain) {
    self.layout = layout
    self.escapes = escapes
  }

  package static let compact = JSONForm(.compact)
  package static let pretty = JSONForm(.pretty)

  /// The text of a value.
  ///
  /// - Precondition: Its numbers are finite; the coder and the reader make no others.
  package func bytes(_ value: JSONValue) -> [UInt8] {
    var bytes: [UInt8] = []
    append(value, indent: 0, to: &bytes)
    return bytes
  }

  /// The text of a value as a string.
  package func text(_ value: JSONValue) -> String { String(decoding: bytes(value), as: UTF8.self) }

  private func append(_ value: JSONValue, indent: Int, to bytes: inout [UInt8]) {
    switch value {
    case .null: bytes += "null".utf8
    case .bool(let value): bytes += (value ? "true" : "false").utf8
    case .int(let value): bytes += String(value).utf8
    case .uint(let value): bytes += String(value).utf8
    case .double(let value): bytes += (value.isFinite ? JSONNumber.text(value) : "null").utf8
    case .string(let value): JSONText.append(value, escapes, to: &bytes)
    case .array(let items):
      if layout == .brief, items.allSatisfy(\.isPlain) { return appendLine(items, to: &bytes) }
      appendBlock(items.count, "[", "]", indent: indent, to: &bytes) { index, bytes in
        append(items[index], indent: indent + 1, to: &bytes)
      }
    case .object(let object):
      if layout == .brief, object.members.isEmpty { return bytes += "{}".utf8 }
      let separator = layout == .compact ? ":" : layout == .pretty ? " : " : ": "
      appendBlock(object.members.count, "{", "}", indent: indent, to: &bytes) { index, bytes in
        JSONText.append(object.members[index].key.text, escapes, to: &bytes)
        bytes += separator.utf8
        append(object.members[index].value, indent: indent + 1, to: &bytes)
      }
    }
  }

  private func appendLine(_ items: [JSONValue], to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "["))
    for (index, item) in items.enumerated() {
      if index > 0 { bytes += ", ".utf8 }
      append(item, indent: 0, to: &bytes)
    }
    bytes.append(UInt8(ascii: "]"))
  }

  private func appendBlock(
    _ count: Int, _ open: String, _ close: String, indent: Int, to bytes: inout [UInt8],
    item: (Int, inout [UInt8]) -> Void
  ) {
    bytes += open.utf8
    for index in 0..<count {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      breakLine(indent + 1, to: &bytes)
      item(index, &bytes)
    }
    if count == 0, layout == .pretty { bytes.append(0x0A) }
    breakLine(indent, to: &bytes)
    bytes += close.utf8
  }

  private func breakLine(_ indent: Int, to bytes: inout [UInt8]) {
    guard layout != .compact else { return }
    bytes.append(0x0A)
    bytes += repeatElement(UInt8(ascii: " "), count: 2 * indent)
  }
}

extension JSONValue {
  fileprivate var isPlain: Bool {
    switch self {
    case .array, .object: false
    default: true
    }
  }
}
