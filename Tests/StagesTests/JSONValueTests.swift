import Foundation
import Stages
import Testing

@Suite struct JSONValueTests {
  @Test(arguments: [
    #"{"a":[1,2.5,"x",null,true],"b":{"c":-3}}"#, "[]", "{}", "\"text\"", "9007199254740993", "false",
  ])
  func comesBackAsItWas(_ text: String) throws {
    let value = try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    #expect(String(decoding: try encoder.encode(value), as: UTF8.self) == text)
  }

  @Test func aNumberIsANumberAndNothingElseIs() throws {
    #expect(JSONValue.int(3).number == 3)
    #expect(JSONValue.double(2.5).number == 2.5)
    #expect(JSONValue.string("3").number == nil)
    #expect(JSONValue.bool(true).isTrue)
    #expect(!JSONValue.int(1).isTrue)
  }
}
