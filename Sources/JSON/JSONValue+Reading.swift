extension JSONValue {
  /// Reads a text: strictly RFC 8259, one document and nothing behind it, keys distinguished by bytes and none twice in an object.
  ///
  /// - Throws: `JSONError` with the place of what is wrong.
  package init(_ bytes: [UInt8], limits: JSONLimits = JSONLimits()) throws(JSONError) {
    var scanner = JSONScanner(bytes, limits: limits)
    try scanner.document()
    self = try scanner.value(at: 0)
  }
}

extension JSONScanner {
  /// The value at a node with all that is in it.
  ///
  /// - Throws: `JSONError` for a number that would not be kept as it is.
  package func value(at node: Int) throws(JSONError) -> JSONValue {
    switch nodes[node].kind {
    case .null: return .null
    case .bool: return .bool(bool(node) ?? false)
    case .string, .escapedString: return .string(text(of: nodes[node]))
    case .number:
      let digits = String(decoding: bytes[nodes[node].start..<nodes[node].end], as: UTF8.self)
      guard let value = JSONNumber.value(digits) else { throw failure(.inexactNumber, at: nodes[node].start) }
      return value
    case .array:
      var items: [JSONValue] = []
      var item = node + 1
      while item < nodes[node].next {
        items.append(try value(at: item))
        item = nodes[item].next
      }
      return .array(items)
    case .object:
      var members: [(key: String, value: JSONValue)] = []
      var key = node + 1
      while key < nodes[node].next {
        members.append((text(of: nodes[key]), try value(at: key + 1)))
        key = nodes[key + 1].next
      }
      return .object(JSONObject(distinct: members))
    }
  }
}
