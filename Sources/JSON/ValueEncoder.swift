/// What an encoder does alike at every depth.
struct EncodingRules {
  let keys: CodedJSON.Keys
  let notFinite: CodedJSON.NotFinite
}

/// A value under construction; its children are taken when they are done.
private final class Node {
  var value = JSONValue.null
  var members: [(key: String, node: Node)]?
  var items: [Node]?

  func finished() -> JSONValue {
    if let members {
      // Of a key that was written twice the last holds.
      var object = JSONObject()
      if members.count <= 64 {
        for member in members { object[member.key] = member.node.finished() }
      } else {
        object = JSONObject(
          Dictionary(members.map { ($0.key, $0.node.finished()) }, uniquingKeysWith: { _, last in last }))
      }
      return .object(object)
    }
    if let items { return .array(items.map { $0.finished() }) }
    return value
  }
}

/// Turns an `Encodable` value into a `JSONValue`.
struct ValueEncoder: Encoder {
  private let node: Node
  let codingPath: [any CodingKey]
  fileprivate let rules: EncodingRules
  /// Keys of this level are those of a dictionary.
  fileprivate let isDictionary: Bool
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  static func value(of value: some Encodable, path: [any CodingKey], rules: EncodingRules) throws -> JSONValue {
    let node = Node()
    try encode(value, node: node, path: path, rules: rules)
    return node.finished()
  }

  fileprivate static func encode(
    _ value: some Encodable, node: Node, path: [any CodingKey], rules: EncodingRules
  ) throws {
    if let value = value as? JSONValue {
      node.value = try checked(value, path: path)
      return
    }
    let encoder = ValueEncoder(node: node, codingPath: path, rules: rules, isDictionary: value is any TextKeyed)
    try value.encode(to: encoder)
  }

  fileprivate init(node: Node, codingPath: [any CodingKey], rules: EncodingRules, isDictionary: Bool = false) {
    self.node = node
    self.codingPath = codingPath
    self.rules = rules
    self.isDictionary = isDictionary
  }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    if node.members == nil { node.members = [] }
    return KeyedEncodingContainer(Members<Key>(node: node, encoder: self))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    if node.items == nil { node.items = [] }
    return Items(node: node, encoder: self)
  }

  func singleValueContainer() -> any SingleValueEncodingContainer {
    Single(node: node, codingPath: codingPath, rules: rules)
  }

  fileprivate func key(_ key: some CodingKey) -> String {
    isDictionary ? key.stringValue : rules.keys.key(key.stringValue)
  }

  /// The same value, if all its numbers can be written.
  private static func checked(_ value: JSONValue, path: [any CodingKey]) throws -> JSONValue {
    switch value {
    case .double(let number) where !number.isFinite: throw NotFiniteNumber(path: path.map(\.stringValue))
    case .array(let items):
      for (index, item) in items.enumerated() { _ = try checked(item, path: path + [PlaceKey(index)]) }
    case .object(let object):
      for member in object.members {
        _ = try checked(member.value, path: path + [PlaceKey(stringValue: member.key.text)].compactMap(\.self))
      }
    default: break
    }
    return value
  }
}

private struct Single: SingleValueEncodingContainer {
  let node: Node
  let codingPath: [any CodingKey]
  let rules: EncodingRules

  mutating func encodeNil() { node.value = .null }
  mutating func encode(_ value: Bool) { node.value = .bool(value) }
  mutating func encode(_ value: String) { node.value = .string(value) }
  mutating func encode(_ value: Double) throws {
    if value.isFinite {
      node.value = .double(value)
    } else if rules.notFinite == .asText {
      node.value = .string(value.isNaN ? "NaN" : value < 0 ? "-Infinity" : "Infinity")
    } else {
      throw NotFiniteNumber(path: codingPath.map { $0.intValue.map(String.init) ?? rules.keys.key($0.stringValue) })
    }
  }
  // The double whose shortest decimal is that of the number of single precision.
  mutating func encode(_ value: Float) throws { try encode(Double(value.description) ?? Double(value)) }
  mutating func encode(_ value: Int) { whole(value) }
  mutating func encode(_ value: Int8) { whole(value) }
  mutating func encode(_ value: Int16) { whole(value) }
  mutating func encode(_ value: Int32) { whole(value) }
  mutating func encode(_ value: Int64) { whole(value) }
  mutating func encode(_ value: UInt) { whole(value) }
  mutating func encode(_ value: UInt8) { whole(value) }
  mutating func encode(_ value: UInt16) { whole(value) }
  mutating func encode(_ value: UInt32) { whole(value) }
  mutating func encode(_ value: UInt64) { whole(value) }
  mutating func encode<T: Encodable>(_ value: T) throws {
    try ValueEncoder.encode(value, node: node, path: codingPath, rules: rules)
  }

  private func whole(_ value: some FixedWidthInteger) {
    node.value = Int64(exactly: value).map(JSONValue.int) ?? .uint(UInt64(truncatingIfNeeded: value))
  }
}

private struct Members<Key: CodingKey>: KeyedEncodingContainerProtocol {
  let node: Node
  let encoder: ValueEncoder
  var codingPath: [any CodingKey] { encoder.codingPath }

  private func child(_ key: some CodingKey) -> Node {
    let child = Node()
    node.members?.append((encoder.key(key), child))
    return child
  }

  private func nested(_ key: some CodingKey) -> ValueEncoder {
    ValueEncoder(node: child(key), codingPath: codingPath + [key], rules: encoder.rules)
  }

  mutating func encodeNil(forKey key: Key) { _ = child(key) }
  mutating func encode<T: Encodable>(_ value: T, forKey key: Key) throws {
    try ValueEncoder.encode(value, node: child(key), path: codingPath + [key], rules: encoder.rules)
  }
  mutating func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type, forKey key: Key
  ) -> KeyedEncodingContainer<Nested> { nested(key).container(keyedBy: type) }
  mutating func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
    nested(key).unkeyedContainer()
  }
  mutating func superEncoder() -> any Encoder {
    ValueEncoder(node: node, codingPath: codingPath, rules: encoder.rules)
  }
  mutating func superEncoder(forKey key: Key) -> any Encoder { nested(key) }
}

private struct Items: UnkeyedEncodingContainer {
  let node: Node
  let encoder: ValueEncoder
  var codingPath: [any CodingKey] { encoder.codingPath }
  var count: Int { node.items?.count ?? 0 }

  private func child() -> (node: Node, path: [any CodingKey]) {
    let path = codingPath + [PlaceKey(count)]
    let child = Node()
    node.items?.append(child)
    return (child, path)
  }

  private func nested() -> ValueEncoder {
    let (node, path) = child()
    return ValueEncoder(node: node, codingPath: path, rules: encoder.rules)
  }

  mutating func encodeNil() { _ = child() }
  mutating func encode<T: Encodable>(_ value: T) throws {
    let (node, path) = child()
    try ValueEncoder.encode(value, node: node, path: path, rules: encoder.rules)
  }
  mutating func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type
  ) -> KeyedEncodingContainer<Nested> { nested().container(keyedBy: type) }
  mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { nested().unkeyedContainer() }
  mutating func superEncoder() -> any Encoder { nested() }
}

extension JSONValue: Encodable {
  /// Writes the value as it is.
  ///
  /// `CodedJSON` takes it without asking; this is for other encoders.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .null: try container.encodeNil()
    case .bool(let value): try container.encode(value)
    case .int(let value): try container.encode(value)
    case .uint(let value): try container.encode(value)
    case .double(let value): try container.encode(value)
    case .string(let value): try container.encode(value)
    case .array(let value): try container.encode(value)
    case .object(let value):
      try container.encode(
        Dictionary(value.members.map { ($0.key.text, $0.value) }, uniquingKeysWith: { first, _ in first }))
    }
  }
}
