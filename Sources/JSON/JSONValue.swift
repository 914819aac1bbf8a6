import Texts

/// Any value of JSON; numbers are kept as they are.
package enum JSONValue: Sendable, Equatable {
  case null
  case bool(Bool)
  case int(Int64)
  /// A whole number that `int` does not hold.
  case uint(UInt64)
  /// Finite, where it was read.
  case double(Double)
  case string(String)
  case array([JSONValue])
  case object(JSONObject)

  /// The number it is, if it is one.
  package var number: Double? {
    switch self {
    case .int(let value): Double(value)
    case .uint(let value): Double(value)
    case .double(let value): value
    default: nil
    }
  }

  /// The whole number it is, if it is one.
  package var integer: Int? {
    if case .int(let value) = self { Int(value) } else { nil }
  }

  /// The text it is, if it is one.
  package var text: String? {
    if case .string(let value) = self { value } else { nil }
  }

  /// Whether it is `true`.
  package var isTrue: Bool { self == .bool(true) }

  /// Texts are equal if their bytes are.
  package static func == (left: JSONValue, right: JSONValue) -> Bool {
    switch (left, right) {
    case (.null, .null): true
    case (.bool(let left), .bool(let right)): left == right
    case (.int(let left), .int(let right)): left == right
    case (.uint(let left), .uint(let right)): left == right
    case (.double(let left), .double(let right)): left == right
    case (.string(let left), .string(let right)): left.equalsByBytes(right)
    case (.array(let left), .array(let right)): left == right
    case (.object(let left), .object(let right)): left == right
    default: false
    }
  }
}

/// The members of an object, in the order of the UTF-8 bytes of their keys; no key is there twice.
package struct JSONObject: Sendable, Equatable, ExpressibleByDictionaryLiteral {
  /// A key and its value.
  package struct Member: Sendable, Equatable {
    package let key: ExactText
    package fileprivate(set) var value: JSONValue
  }

  /// In the order of the keys.
  package private(set) var members: [Member] = []

  /// An object without members.
  package init() {}

  /// The object that a literal spells; of a key that is there twice the last holds.
  package init(dictionaryLiteral elements: (String, JSONValue)...) {
    for (key, value) in elements { self[key] = value }
  }

  /// The members of a dictionary.
  package init(_ dictionary: [String: JSONValue]) {
    members = dictionary.map { Member(key: $0.key.exact, value: $0.value) }.sorted { $0.key < $1.key }
  }

  /// Members in any order whose keys are different.
  init(distinct members: [(key: String, value: JSONValue)]) {
    self.members = members.map { Member(key: $0.key.exact, value: $0.value) }.sorted { $0.key < $1.key }
  }

  /// The members as a dictionary, whose keys are equal by canonical equivalence; of two such the first holds.
  package var dictionary: [String: JSONValue] {
    Dictionary(members.map { ($0.key.text, $0.value) }, uniquingKeysWith: { first, _ in first })
  }

  /// The keys in order.
  package var keys: [String] { members.map(\.key.text) }

  /// The value of a key.
  package subscript(key: String) -> JSONValue? {
    get {
      let place = place(key.exact)
      return place < members.count && members[place].key == key.exact ? members[place].value : nil
    }
    set {
      let place = place(key.exact)
      let isThere = place < members.count && members[place].key == key.exact
      switch (newValue, isThere) {
      case (let value?, true): members[place].value = value
      case (let value?, false): members.insert(Member(key: key.exact, value: value), at: place)
      case (nil, true): members.remove(at: place)
      case (nil, false): return
      }
    }
  }

  /// Where a key is, or belongs.
  private func place(_ key: ExactText) -> Int {
    var (low, high) = (0, members.count)
    while low < high {
      let middle = (low + high) / 2
      if members[middle].key < key { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
