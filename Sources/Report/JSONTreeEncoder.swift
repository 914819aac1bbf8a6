/// Turns an `Encodable` value into a `JSONTree`; property names become snake_case.
///
/// Foundation's encoder is not used because the way it writes numbers is not documented and has changed.
struct JSONTreeEncoder {
  /// The tree of a value; throws `ReportError.notFinite`.
  func tree(of value: some Encodable) throws -> JSONTree {
    try TreeBuilder.tree(of: value, path: [])
  }

  /// `macroF1` as `macro_f1`.
  static func snakeCase(_ name: String) -> String {
    var out = ""
    for character in name {
      if character.isUppercase { out += "_" }
      out += character.lowercased()
    }
    return out
  }
}

/// A value under construction.
private final class Node {
  var tree = JSONTree.null
  /// Children, where the value is an object or a list; their trees are taken when they are done.
  var members: [(name: String, node: Node)]?
  var items: [Node]?

  func finished() -> JSONTree {
    if let members {
      var object: [String: JSONTree] = [:]
      for member in members { object[member.name] = member.node.finished() }
      return .object(object)
    }
    if let items { return .list(items.map { $0.finished() }) }
    return tree
  }
}

private struct TreeBuilder: Encoder {
  let node: Node
  let codingPath: [any CodingKey]
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  static func tree(of value: some Encodable, path: [any CodingKey]) throws -> JSONTree {
    let node = Node()
    try value.encode(to: TreeBuilder(node: node, codingPath: path))
    return node.finished()
  }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    if node.members == nil { node.members = [] }
    return KeyedEncodingContainer(Members<Key>(node: node, codingPath: codingPath))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    if node.items == nil { node.items = [] }
    return Items(node: node, codingPath: codingPath)
  }

  func singleValueContainer() -> any SingleValueEncodingContainer {
    Single(node: node, codingPath: codingPath)
  }

  static func number(_ value: Double, path: [any CodingKey]) throws -> JSONTree {
    guard value.isFinite else {
      let place = path.map { $0.intValue.map(String.init) ?? JSONTreeEncoder.snakeCase($0.stringValue) }
      throw ReportError.notFinite(at: place.joined(separator: "."))
    }
    return .number(value)
  }
}

private struct Index: CodingKey {
  let value: Int
  var stringValue: String { String(value) }
  var intValue: Int? { value }
  init(_ value: Int) { self.value = value }
  init?(stringValue: String) { return nil }
  init?(intValue: Int) { value = intValue }
}

/// What a `QualityReport` is made of; other types are refused by `EncodingError`.
private struct Single: SingleValueEncodingContainer {
  let node: Node
  let codingPath: [any CodingKey]

  mutating func encodeNil() { node.tree = .null }
  mutating func encode(_ value: Bool) { node.tree = .bool(value) }
  mutating func encode(_ value: String) { node.tree = .string(value) }
  mutating func encode(_ value: Double) throws {
    node.tree = try TreeBuilder.number(value, path: codingPath)
  }
  mutating func encode(_ value: Float) throws { try encode(Double(value)) }
  mutating func encode(_ value: Int) { node.tree = .integer(value) }
  mutating func encode(_ value: Int8) { encode(Int(value)) }
  mutating func encode(_ value: Int16) { encode(Int(value)) }
  mutating func encode(_ value: Int32) { encode(Int(value)) }
  mutating func encode(_ value: Int64) { encode(Int(value)) }
  mutating func encode(_ value: UInt8) { encode(Int(value)) }
  mutating func encode(_ value: UInt16) { encode(Int(value)) }
  mutating func encode(_ value: UInt32) { encode(Int(value)) }
  mutating func encode(_ value: UInt) throws { try encode(UInt64(value)) }
  mutating func encode(_ value: UInt64) throws {
    guard let narrow = Int(exactly: value) else {
      throw EncodingError.invalidValue(value, .init(codingPath: codingPath, debugDescription: "too large"))
    }
    encode(narrow)
  }
  mutating func encode<T: Encodable>(_ value: T) throws {
    try value.encode(to: TreeBuilder(node: node, codingPath: codingPath))
  }
}

private struct Members<Key: CodingKey>: KeyedEncodingContainerProtocol {
  let node: Node
  let codingPath: [any CodingKey]

  private func child(_ key: Key) -> TreeBuilder {
    let child = Node()
    node.members?.append((JSONTreeEncoder.snakeCase(key.stringValue), child))
    return TreeBuilder(node: child, codingPath: codingPath + [key])
  }

  mutating func encodeNil(forKey key: Key) { _ = child(key) }
  mutating func encode<T: Encodable>(_ value: T, forKey key: Key) throws { try value.encode(to: child(key)) }
  mutating func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type, forKey key: Key
  ) -> KeyedEncodingContainer<Nested> { child(key).container(keyedBy: type) }
  mutating func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
    child(key).unkeyedContainer()
  }
  mutating func superEncoder() -> any Encoder { TreeBuilder(node: node, codingPath: codingPath) }
  mutating func superEncoder(forKey key: Key) -> any Encoder { child(key) }
}

private struct Items: UnkeyedEncodingContainer {
  let node: Node
  let codingPath: [any CodingKey]
  var count: Int { node.items?.count ?? 0 }

  private func child() -> TreeBuilder {
    let child = Node()
    let path = codingPath + [Index(count)]
    node.items?.append(child)
    return TreeBuilder(node: child, codingPath: path)
  }

  mutating func encodeNil() { _ = child() }
  mutating func encode<T: Encodable>(_ value: T) throws { try value.encode(to: child()) }
  mutating func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type
  ) -> KeyedEncodingContainer<Nested> { child().container(keyedBy: type) }
  mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { child().unkeyedContainer() }
  mutating func superEncoder() -> any Encoder { child() }
}
