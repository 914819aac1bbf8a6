import JSON
import Testing
import Texts

@Suite struct JSONReadingTests {
  private func failure(_ text: String, limits: JSONLimits = JSONLimits()) -> JSONError? {
    do {
      _ = try JSONValue(Array(text.utf8), limits: limits)
      return nil
    } catch {
      return error
    }
  }

  @Test func aValueIsReadAsItIs() throws {
    let value = try JSONValue(Array(#" {"b": [1, -2.5e1, null, true], "a": {"é": "x\n\u0041\ud83d\ude00"}} "#.utf8))
    #expect(
      value
        == .object([
          "a": .object(["é": .string("x\nA\u{1F600}")]), "b": .array([.int(1), .double(-25), .null, .bool(true)]),
        ]))
  }

  @Test func wholeNumbersAndOthersAreToldApart() throws {
    func value(_ text: String) throws -> JSONValue { try JSONValue(Array(text.utf8)) }
    #expect(try value("9007199254740993") == .int(9_007_199_254_740_993))
    #expect(try value("-9223372036854775808") == .int(.min))
    #expect(try value("9223372036854775808") == .uint(9_223_372_036_854_775_808))
    #expect(try value("18446744073709551615") == .uint(.max))
    #expect(try value("1.0") == .double(1))
    #expect(try value("1e2") == .double(100))
    if case .double(let zero) = try value("-0") { #expect(zero.sign == .minus) } else { Issue.record("-0") }
    // As a Double of JavaScript prints itself, and nothing that would be rounded.
    #expect(try value("100000000000000000000") == .double(1e20))
    #expect(try value("36893488147419103000") == .double(36_893_488_147_419_103_232))
    #expect(failure("18446744073709551617")?.problem == .inexactNumber)
    #expect(failure("[0, 123456789012345678901]")?.position.offset == 4)
    #expect(failure("1e999")?.problem == .inexactNumber)
    #expect(failure(String(repeating: "9", count: 500))?.problem == .inexactNumber)
  }

  @Test func anErrorHasItsLineAndColumn() {
    let found = failure("{\n  \"é\": [1,\n    x]\n}")
    #expect(found?.position == TextPosition(offset: 18, line: 3, column: 5))
    #expect(found?.problem == .unexpectedByte(UInt8(ascii: "x")))
    #expect(found?.message == "line 3, column 5: a byte 0x78 cannot stand here")
  }

  @Test func aKeyIsThereOnceByItsBytes() throws {
    #expect(failure(#"{"a": 1, "\u0061": 2}"#)?.problem == .duplicateKey("a"))
    guard case .object(let object) = try JSONValue(Array("{\"\u{E9}\": 1, \"e\u{301}\": 2}".utf8)) else { return }
    #expect(object["\u{E9}"] == .int(1))
    #expect(object["e\u{301}"] == .int(2))
    var limits = JSONLimits()
    limits.refusesDuplicates = false
    #expect(failure(#"{"a": 1, "a": 2}"#, limits: limits) == nil)
  }

  @Test func nothingFollowsAndNothingIsMissing() {
    #expect(failure("1 2")?.problem == .trailingContent)
    #expect(failure("{} // no")?.problem == .trailingContent)
    #expect(failure("")?.problem == .unexpectedEnd)
    #expect(failure("[1")?.problem == .unexpectedEnd)
    for text in ["NaN", "Infinity", "[1,]", "{'a':1}", "01", "+1", ".5", "1.", "tru", "\"\u{1}\"", "\"\\x\""] {
      #expect(failure(text) != nil, "\(text)")
    }
    #expect(failure("\u{FEFF}[]") == nil)
  }

  @Test func depthSizeAndNumberAreCapped() {
    #expect(failure(String(repeating: "[", count: 1_000_000))?.problem == .tooDeep(limit: 128))
    #expect(failure("[1, 2, 3]", limits: JSONLimits(bytes: 8))?.problem == .tooLarge(bytes: 9, limit: 8))
    #expect(failure("[1, 2, 3]", limits: JSONLimits(values: 3))?.problem == .tooManyValues(limit: 3))
  }
}
