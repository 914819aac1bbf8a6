import JSON
import Testing

@Suite struct CodedJSONTests {
  struct Inner: Codable, Equatable {
    var lateFrom: Int
    var share: Double?
  }

  struct Outer: Codable, Equatable {
    var name: String
    var inner: [Inner]
    var free: JSONValue?
    var byName: [String: Inner]
  }

  private let outer = Outer(
    name: "x", inner: [Inner(lateFrom: 1, share: 0.5), Inner(lateFrom: 2)],
    free: .object(["someKey": .array([.uint(.max)])]), byName: ["aName": Inner(lateFrom: 3)])

  @Test func comesBackUnderEitherKindOfKeys() throws {
    for keys in [CodedJSON.Keys.asNamed, .snakeCase] {
      let bytes = try CodedJSON.bytes(of: outer, .compact, keys: keys)
      #expect(try CodedJSON.read(Outer.self, from: bytes, keys: keys) == outer)
    }
  }

  /// Keys that are data stay as they are.
  @Test func onlyNamesOfPropertiesBecomeSnakeCase() throws {
    let text = String(decoding: try CodedJSON.bytes(of: outer, .compact, keys: .snakeCase), as: UTF8.self)
    #expect(
      text
        == #"{"by_name":{"aName":{"late_from":3}},"free":{"someKey":[18446744073709551615]},"inner":[{"late_from":1,"share":0.5},{"late_from":2}],"name":"x"}"#
    )
  }

  @Test(arguments: [
    ("macroF1", "macro_f1"), ("macroF1Interval", "macro_f1_interval"), ("specSHA256", "spec_sha256"),
    ("myURLProperty", "my_url_property"), ("x2Y", "x2_y"), ("abcDEF", "abc_def"), ("fileSha256Sum", "file_sha256_sum"),
    ("aB", "a_b"), ("", ""), ("plain", "plain"),
  ])
  func snakeCaseIsWhatItWas(_ name: String, _ key: String) { #expect(SnakeCase.key(name) == key) }

  @Test func aNumberThatIsNotFiniteIsRefusedWithItsPlace() throws {
    struct Figures: Encodable {
      var values: [Double]
    }
    let error = #expect(throws: NotFiniteNumber.self) { try CodedJSON.value(of: Figures(values: [1, .nan])) }
    #expect(error?.path == ["values", "1"])
    #expect(throws: NotFiniteNumber.self) { try CodedJSON.value(of: JSONValue.array([.double(.infinity)])) }
    let text = try CodedJSON.bytes(of: Figures(values: [-.infinity, .nan]), .compact, notFinite: .asText)
    #expect(String(decoding: text, as: UTF8.self) == #"{"values":["-Infinity","NaN"]}"#)
  }

  @Test func aTypeIsWhatIsAskedFor() throws {
    func read<T: Decodable>(_ type: T.Type, _ text: String) throws -> T {
      try CodedJSON.read(type, from: Array(text.utf8))
    }
    #expect(try read([Double].self, "[1, 2.5, 18446744073709551615]") == [1, 2.5, Double(UInt64.max)])
    #expect(try read([Int?].self, "[1, null]") == [1, nil])
    for text in ["[1.0]", "[\"1\"]", "[true]", "[9223372036854775808]", "{}", "[null]"] {
      #expect(throws: DecodingError.self) { try read([Int].self, text) }
    }
    #expect(throws: DecodingError.self) { try read([UInt8].self, "[256]") }
    #expect(throws: DecodingError.self) { try read([Bool].self, "[1]") }
    do {
      _ = try read(Outer.self, #"{"name":"x","inner":[{"lateFrom":1},{"lateFrom":"2"}],"byName":{}}"#)
      Issue.record("read")
    } catch DecodingError.typeMismatch(_, let context) {
      #expect(context.codingPath.map(\.stringValue) == ["inner", "1", "lateFrom"])
    }
  }

  @Test func membersAreKeptInTheOrderOfTheirBytes() {
    var object: JSONObject = ["b": .int(1), "a": .int(2)]
    object["c"] = .int(3)
    object["b"] = nil
    object["a"] = .int(4)
    #expect(object.keys == ["a", "c"])
    #expect(object["a"] == .int(4))
    #expect(object["b"] == nil)
  }
}
