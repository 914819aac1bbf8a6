/// What a value of the spec may be: how it is read, written and described.
struct Kind<Value: Sendable>: Sendable {
  let shape: Shape
  /// Whether `null`, or nothing, is the same as leaving the key out.
  var takesNothing = false
  /// Reads the value; nil where it is none, which is reported.
  let read: @Sendable (Item) -> Value?
  /// What a mapping is that is left out: one whose every field is left out.
  var absent: (@Sendable (Section, String) -> Value)?
  /// The value as it is written out, with or without where things are.
  let canonical: @Sendable (Value, _ locations: Bool) -> CanonicalValue
  /// The value as it enters a stage's key.
  let keyText: @Sendable (Value, SpecStage) -> String
  /// What fields within the value enter a stage's key by themselves.
  var parameters: @Sendable (Value, SpecStage, PipelineSpec) -> [KeyParameter] = { _, _, _ in [] }

  /// The same, or no value.
  var orNothing: Kind<Value?> {
    let kind = self
    return Kind<Value?>(
      shape: shape, takesNothing: true, read: { item in kind.read(item).map(Optional.some) },
      canonical: { value, locations in value.map { kind.canonical($0, locations) } ?? .null },
      keyText: { value, stage in value.map { kind.keyText($0, stage) } ?? "" },
      parameters: { value, stage, root in value.map { kind.parameters($0, stage, root) } ?? [] })
  }
}

extension Kind {
  /// A value whose canonical form and key text need nothing but itself.
  init(
    _ shape: Shape, takesNothing: Bool = false, read: @escaping @Sendable (Item) -> Value?,
    canonical: @escaping @Sendable (Value) -> CanonicalValue, keyText: @escaping @Sendable (Value) -> String
  ) {
    self.init(
      shape: shape, takesNothing: takesNothing, read: read, canonical: { value, _ in canonical(value) },
      keyText: { value, _ in keyText(value) })
  }
}

extension Kind where Value == Double {
  /// A finite number within `bounds`.
  static func number(_ bounds: Bounds) -> Self {
    .init(.number(bounds), read: { $0.number(bounds) }, canonical: { .number($0) }, keyText: { String($0) })
  }

  /// `4x`, or the number alone.
  static func multiple(_ bounds: Bounds) -> Self {
    .init(
      .multiple(bounds), read: { $0.multiple(bounds) }, canonical: { .plain(CanonicalNumber.text($0) + "x") },
      keyText: { String($0) })
  }
}

extension Kind where Value == Int {
  /// A whole number within `range`.
  static func whole(_ range: ClosedRange<Int>) -> Self {
    .init(.whole(range), read: { $0.whole(range) }, canonical: { .whole($0) }, keyText: { String($0) })
  }
}

extension Kind where Value == UInt64 {
  /// A whole number of 64 bits.
  static var unsigned: Self {
    .init(.unsigned, read: { $0.unsigned() }, canonical: { .plain(String($0)) }, keyText: { String($0) })
  }
}

extension Kind where Value == Bool {
  /// `true` or `false`.
  static var flag: Self {
    .init(.flag, read: { $0.flag() }, canonical: { .flag($0) }, keyText: { String($0) })
  }
}

extension Kind where Value == String {
  /// A text that keeps `rule`.
  static func text(_ rule: TextRule = .name) -> Self {
    .init(.text(rule), read: { $0.text(rule) }, canonical: { .text($0) }, keyText: { $0 })
  }

  /// A mapping with anything in it, as canonical JSON.
  static var object: Self {
    .init(
      .anything, takesNothing: true, read: { CanonicalJSON.object($0) }, canonical: { .plain($0) }, keyText: { $0 })
  }
}

extension Kind where Value == [String] {
  /// A list of texts that keep `rule`.
  static func texts(_ rule: TextRule = .name) -> Self {
    .init(
      .list(.text(rule), nil), read: { $0.texts(rule) }, canonical: { .texts($0) },
      keyText: { $0.joined(separator: "\n") })
  }
}

extension Kind where Value: CaseIterable & RawRepresentable<String> {
  /// One of the tokens.
  static var token: Self { token(among: Array(Value.allCases)) }

  /// One of some of the tokens.
  static func token(among tokens: [Value]) -> Self {
    .init(
      .token(tokens.map(\.rawValue)), read: { $0.token(Value.self, among: tokens) }, canonical: { .text($0.rawValue) },
      keyText: \.rawValue)
  }
}

extension Kind {
  /// One of some tokens, or `none`, which `null` says as well.
  static func tokenOrNone<Token: CaseIterable & RawRepresentable<String> & Sendable>(among tokens: [Token]) -> Self
  where Value == Token? {
    .init(
      .either([.token(tokens.map(\.rawValue) + ["none"]), .nothing]),
      read: { item in
        item.node.isNull ? .some(nil) : .some(item.token(Token.self, among: tokens, further: ["none"]))
      }, canonical: { .text($0?.rawValue ?? "none") }, keyText: { $0?.rawValue ?? "" })
  }

  /// A list of tokens, which come in one order however the spec has them.
  static func tokens<Token: CaseIterable & RawRepresentable<String> & Equatable & Sendable>() -> Self
  where Value == [Token] {
    .init(
      .list(.token(Token.allCases.map(\.rawValue)), nil),
      read: { item in
        guard let given = item.elements()?.compactMap({ $0.token(Token.self) }) else { return nil }
        return Token.allCases.filter { given.contains($0) }
      }, canonical: { .texts($0.map(\.rawValue)) }, keyText: { $0.map(\.rawValue).joined(separator: ",") })
  }
}
