/// Reads a `Decodable` value out of a `JSONValue`.
///
/// A whole number is read as a type of whole numbers only if that holds it, and `5.0` or `5e0` as none: nothing is rounded but
/// a number that is asked for as a `Double` or `Float`.
struct ValueDecoder: Decoder {
  let value: JSONValue
  let codingPath: [any CodingKey]
  let keys: CodedJSON.Keys
  /// Keys of this level are those of a dictionary.
  var isDictionary = false
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  init(value: JSONValue, path: [any CodingKey], keys: CodedJSON.Keys) {
    self.value = value
    codingPath = path
    self.keys = keys
  }

  func decode<T: Decodable>(_ type: T.Type) throws -> T {
    if let value = value as? T { return value }
    var decoder = self
    decoder.isDictionary = type is any TextKeyed.Type
    return try T(from: decoder)
  }

  func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
    guard case .object(let object) = value else { throw mismatch([String: JSONValue].self) }
    return KeyedDecodingContainer(ObjectContainer<Key>(object: object, decoder: self))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    guard case .array(let items) = value else { throw mismatch([JSONValue].self) }
    return ArrayContainer(items: items, decoder: self)
  }

  func singleValueContainer() -> any SingleValueDecodingContainer { SingleContainer(decoder: self) }

  /// The decoder of a value in this one.
  func child(_ value: JSONValue, _ key: any CodingKey) -> ValueDecoder {
    ValueDecoder(value: value, path: codingPath + [key], keys: keys)
  }

  func mismatch(_ type: any Any.Type) -> DecodingError {
    let context = DecodingError.Context(codingPath: codingPath, debugDescription: "found another kind of value")
    return value == .null ? .valueNotFound(type, context) : .typeMismatch(type, context)
  }
}

private struct SingleContainer: SingleValueDecodingContainer {
  let decoder: ValueDecoder
  var codingPath: [any CodingKey] { decoder.codingPath }

  func decodeNil() -> Bool { decoder.value == .null }
  func decode(_ type: Bool.Type) throws -> Bool {
    guard case .bool(let value) = decoder.value else { throw decoder.mismatch(type) }
    return value
  }
  func decode(_ type: String.Type) throws -> String {
    guard case .string(let value) = decoder.value else { throw decoder.mismatch(type) }
    return value
  }
  func decode(_ type: Double.Type) throws -> Double {
    guard let value = decoder.value.number else { throw decoder.mismatch(type) }
    return value
  }
  func decode(_ type: Float.Type) throws -> Float {
    guard let value = decoder.value.number.map(Float.init), value.isFinite else { throw decoder.mismatch(type) }
    return value
  }
  func decode(_ type: Int.Type) throws -> Int { try whole(type) }
  func decode(_ type: Int8.Type) throws -> Int8 { try whole(type) }
  func decode(_ type: Int16.Type) throws -> Int16 { try whole(type) }
  func decode(_ type: Int32.Type) throws -> Int32 { try whole(type) }
  func decode(_ type: Int64.Type) throws -> Int64 { try whole(type) }
  func decode(_ type: UInt.Type) throws -> UInt { try whole(type) }
  func decode(_ type: UInt8.Type) throws -> UInt8 { try whole(type) }
  func decode(_ type: UInt16.Type) throws -> UInt16 { try whole(type) }
  func decode(_ type: UInt32.Type) throws -> UInt32 { try whole(type) }
  func decode(_ type: UInt64.Type) throws -> UInt64 { try whole(type) }
  func decode<T: Decodable>(_ type: T.Type) throws -> T { try decoder.decode(type) }

  private func whole<T: FixedWidthInteger>(_ type: T.Type) throws -> T {
    let value: T? =
      switch decoder.value {
      case .int(let value): T(exactly: value)
      case .uint(let value): T(exactly: value)
      default: nil
      }
    guard let value else { throw decoder.mismatch(type) }
    return value
  }
}

private struct ObjectContainer<Key: CodingKey>: KeyedDecodingContainerProtocol {
  let object: JSONObject
  let decoder: ValueDecoder
  var codingPath: [any CodingKey] { decoder.codingPath }
  var allKeys: [Key] { object.keys.compactMap(Key.init(stringValue:)) }

  private func value(_ key: some CodingKey) -> JSONValue? {
    object[decoder.isDictionary ? key.stringValue : decoder.keys.key(key.stringValue)]
  }

  private func child(_ key: some CodingKey) throws -> ValueDecoder {
    guard let value = value(key) else {
      throw DecodingError.keyNotFound(key, .init(codingPath: codingPath, debugDescription: "no such key"))
    }
    return decoder.child(value, key)
  }

  func contains(_ key: Key) -> Bool { value(key) != nil }
  func decodeNil(forKey key: Key) throws -> Bool { try child(key).value == .null }
  func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T { try child(key).decode(type) }
  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type, forKey key: Key
  ) throws -> KeyedDecodingContainer<Nested> { try child(key).container(keyedBy: type) }
  func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
    try child(key).unkeyedContainer()
  }
  func superDecoder() throws -> any Decoder {
    guard let parent = PlaceKey.parent else { return decoder }
    return try child(parent)
  }
  func superDecoder(forKey key: Key) throws -> any Decoder { try child(key) }
}

private struct ArrayContainer: UnkeyedDecodingContainer {
  let items: [JSONValue]
  let decoder: ValueDecoder
  var currentIndex = 0
  var codingPath: [any CodingKey] { decoder.codingPath }
  var count: Int? { items.count }
  var isAtEnd: Bool { currentIndex >= items.count }

  init(items: [JSONValue], decoder: ValueDecoder) {
    self.items = items
    self.decoder = decoder
  }

  private mutating func next() throws -> ValueDecoder {
    guard currentIndex < items.count else {
      throw DecodingError.valueNotFound(
        JSONValue.self,
        .init(codingPath: codingPath + [PlaceKey(currentIndex)], debugDescription: "the list is at its end"))
    }
    defer { currentIndex += 1 }
    return decoder.child(items[currentIndex], PlaceKey(currentIndex))
  }

  mutating func decodeNil() -> Bool {
    guard currentIndex < items.count, items[currentIndex] == .null else { return false }
    currentIndex += 1
    return true
  }
  mutating func decode<T: Decodable>(_ type: T.Type) throws -> T { try next().decode(type) }
  mutating func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type
  ) throws -> KeyedDecodingContainer<Nested> { try next().container(keyedBy: type) }
  mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer { try next().unkeyedContainer() }
  mutating func superDecoder() throws -> any Decoder { try next() }
}

extension JSONValue: Decodable {
  /// Takes the value as it is; only `CodedJSON` reads it, whose numbers are what was written.
  ///
  /// - Throws: `DecodingError` for any other decoder.
  package init(from decoder: any Decoder) throws {
    guard let ours = decoder as? ValueDecoder else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "only CodedJSON reads values of JSON"))
    }
    self = ours.value
  }
}
