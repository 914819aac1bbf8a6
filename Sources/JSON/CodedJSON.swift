/// Swift values as JSON and back, for types that are `Codable`.
///
/// Members that are nil are left out; whatever the type says is written, nothing is read that it does not ask for.
package enum CodedJSON {
  /// How the names of properties become keys; keys of dictionaries are always as they are.
  package enum Keys: Sendable {
    case asNamed
    case snakeCase

    func key(_ name: String) -> String {
      switch self {
      case .asNamed: name
      case .snakeCase: SnakeCase.key(name)
      }
    }
  }

  /// What becomes of a number that JSON cannot express.
  package enum NotFinite: Sendable {
    case refused
    /// `"Infinity"`, `"-Infinity"`, `"NaN"`.
    case asText
  }

  /// The value of JSON that a Swift value is.
  ///
  /// - Throws: `NotFiniteNumber`, or what the type's own encoding throws.
  package static func value(
    of value: some Encodable, keys: Keys = .asNamed, notFinite: NotFinite = .refused
  ) throws -> JSONValue {
    let rules = EncodingRules(keys: keys, notFinite: notFinite)
    return try ValueEncoder.value(of: value, path: [], rules: rules)
  }

  /// The text of a Swift value.
  ///
  /// - Throws: `NotFiniteNumber`, or what the type's own encoding throws.
  package static func bytes(
    of value: some Encodable, _ form: JSONForm, keys: Keys = .asNamed, notFinite: NotFinite = .refused
  ) throws -> [UInt8] {
    form.bytes(try Self.value(of: value, keys: keys, notFinite: notFinite))
  }

  /// The Swift value that a value of JSON is.
  ///
  /// - Throws: `DecodingError`, which names the member.
  package static func read<Value: Decodable>(
    _ type: Value.Type, from value: JSONValue, keys: Keys = .asNamed
  ) throws -> Value {
    try ValueDecoder(value: value, path: [], keys: keys).decode(type)
  }

  /// The Swift value that a text is.
  ///
  /// - Throws: `JSONError` with the place if it is no JSON; `DecodingError`, which names the member, if it is another value.
  package static func read<Value: Decodable>(
    _ type: Value.Type, from bytes: [UInt8], keys: Keys = .asNamed, limits: JSONLimits = JSONLimits()
  ) throws -> Value {
    try read(type, from: JSONValue(bytes, limits: limits), keys: keys)
  }
}

/// A dictionary whose keys are keys of JSON.
protocol TextKeyed {}
extension Dictionary: TextKeyed where Key == String {}

/// A place in a list, or the parent of an object, as a key.
struct PlaceKey: CodingKey {
  let stringValue: String
  let intValue: Int?

  init(_ index: Int) {
    stringValue = String(index)
    intValue = index
  }

  init?(stringValue: String) {
    self.stringValue = stringValue
    intValue = nil
  }

  init?(intValue: Int) { self.init(intValue) }

  static let parent = PlaceKey(stringValue: "super")
}
