import Foundation
import JSON
import Testing

/// The texts that earlier builds wrote through Foundation, recorded: what is sealed must be written so for ever.
@Suite struct JSONFormTests {
  private static let numbers: [(Double, String)] = [
    (-0.0, "-0"), (0, "0"), (1, "1"), (0.1, "0.1"), (1e-7, "1e-07"), (1e15, "1000000000000000"), (1e16, "1e+16"),
    (123_456_789_012_345_680, "1.2345678901234568e+17"), (1e20, "1e+20"), (1e21, "1e+21"),
    (.leastNonzeroMagnitude, "5e-324"),
    (1.7976931348623157e308, "1.7976931348623157e+308"), (9_007_199_254_740_992, "9007199254740992"),
    (9_007_199_254_740_994, "9.007199254740994e+15"), (18_014_398_509_481_984, "1.8014398509481984e+16"),
    (0.30000000000000004, "0.30000000000000004"), (0.0001, "0.0001"), (0.00001, "1e-05"),
  ]

  @Test func numbersHaveTheirOneText() {
    for (value, text) in Self.numbers {
      #expect(JSONNumber.text(value) == text)
      #expect((try? JSONValue(Array(text.utf8)))?.number == value)
    }
    #expect(JSONNumber.text(Float(0.1)) == "0.1")
    #expect(JSONNumber.text(Float(16_777_216)) == "16777216")
    #expect(JSONNumber.text(Float.greatestFiniteMagnitude) == "3.4028235e+38")
  }

  private static let value = value(two: .double(2))

  private static func value(two: JSONValue) -> JSONValue {
    .object([
      "b": .array([.int(1), .array([.double(1.5), two]), .array([])]), "a10": .string("1"), "a2": .string("2"),
      "A": .object([:]), "é": .null, "😀": .uint(.max), "\u{FFFF}": .bool(false),
      "text": .string("q\" b\\ / \u{8}\u{c}\n\r\t\u{1}\u{1f}\u{7f}\u{2028}é😀"),
    ])
  }

  @Test func theCompactTextIsRecorded() {
    #expect(
      JSONForm.compact.text(Self.value)
        == "{\"A\":{},\"a10\":\"1\",\"a2\":\"2\",\"b\":[1,[1.5,2],[]],"
        + "\"text\":\"q\\\" b\\\\ / \\b\\f\\n\\r\\t\\u0001\\u001f\u{7f}\u{2028}é😀\",\"é\":null,\"\u{FFFF}\":false,"
        + "\"😀\":18446744073709551615}")
  }

  @Test func thePrettyTextIsRecorded() {
    let value: JSONValue = .object(["b": .array([.int(1), .array([])]), "a": .object([:]), "c": .string("x/y")])
    #expect(
      JSONForm.pretty.text(value) == """
        {
          "a" : {

          },
          "b" : [
            1,
            [

            ]
          ],
          "c" : "x/y"
        }
        """)
    #expect(JSONForm(.pretty, escapes: .slashes).text(value).contains(#""x\/y""#))
    #expect(
      JSONForm(.brief, escapes: .numbered).text(.object(["b": .array([.int(1), .null]), "a": .object([:])])) == """
        {
          "a": {},
          "b": [1, null]
        }
        """)
    #expect(JSONText.text("\u{8}\u{c}\n", .numbered) == #""\u0008\u000c\n""#)
    #expect(JSONText.text("\u{202e}/\u{85}", .terminal) == #""\u202e/\u0085""#)
  }

  /// What Foundation makes of the same value is the same, as long as it is as it was.
  @Test func foundationWritesTheSameBytes() throws {
    struct Content: Codable {
      var numbers: [Double]
      var floats: [Float]
      var texts: [String: [String: String]]
      var empty: [Int]
      var nothing: Int?
      var seed: UInt64
      var specSHA256: Bool
      var macroF1Interval: Int
      var lateFrom: Int8
    }
    let content = Content(
      numbers: Self.numbers.map(\.0), floats: [0.1, 1, 3.4028235e38, 1e-7],
      texts: ["Z": [:], "someKey": ["x/y": "\u{1}\u{7f}é\u{2028}", "a10": "", "a2": "\""]], empty: [], nothing: nil,
      seed: .max, specSHA256: true, macroF1Interval: 1, lateFrom: -3)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    #expect(try [UInt8](encoder.encode(content)) == CodedJSON.bytes(of: content, .compact))
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    #expect(try [UInt8](encoder.encode(content)) == CodedJSON.bytes(of: content, .pretty))
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    let bytes = try CodedJSON.bytes(of: content, JSONForm(.pretty, escapes: .slashes), keys: .snakeCase)
    #expect(try [UInt8](encoder.encode(content)) == bytes)

    let again = try CodedJSON.read(Content.self, from: bytes, keys: .snakeCase)
    #expect(again.numbers == content.numbers)
    #expect(again.floats == content.floats)
    #expect(again.texts == content.texts)
    #expect((again.seed, again.specSHA256, again.lateFrom) == (.max, true, -3))
  }

  @Test func whatWasWrittenIsReadAsTheSameValue() throws {
    for form in [JSONForm.compact, .pretty, JSONForm(.brief), JSONForm(.compact, escapes: [.slashes, .terminal])] {
      let again = try JSONValue(form.bytes(Self.value))
      #expect(JSONForm.compact.text(again) == JSONForm.compact.text(Self.value))
      // A whole `Double` has no text of its own.
      #expect(again == Self.value(two: .int(2)))
    }
  }
}
