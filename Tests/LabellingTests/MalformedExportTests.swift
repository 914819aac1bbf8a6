import Draws
import Labelling
import Testing
import Texts

@Suite struct MalformedExportTests {
  private func problem(_ text: String) -> FileProblem? {
    failure(Array(text.utf8))?.problem
  }

  private func failure(_ bytes: [UInt8], limits: LabellingLimits = LabellingLimits()) -> (
    position: TextPosition, problem: FileProblem
  )? {
    do {
      _ = try LabelStudio.parse(bytes, file: "x.json", limits: limits)
      return nil
    } catch LabellingError.malformed(let file, let position, let problem) {
      #expect(file == "x.json")
      return (position, problem)
    } catch {
      Issue.record("\(error)")
      return nil
    }
  }

  @Test func errorsHaveAPosition() {
    let found = failure(Array("[\n {\"annotations\": [],\n  \"\u{E9}\u{1F600}\": nul}]".utf8))
    #expect(found?.problem == .unexpectedByte(UInt8(ascii: "}")))
    #expect(found?.position == TextPosition(offset: 38, line: 3, column: 12))
  }

  @Test func saysWhatIsWrong() {
    #expect(problem("") == .unexpectedEnd)
    #expect(problem("[") == .unexpectedEnd)
    #expect(problem("{}") == .wrongType(expected: "array"))
    #expect(problem("7") == .wrongType(expected: "array"))
    #expect(problem("[] x") == .trailingContent)
    #expect(problem("[1]") == .wrongType(expected: "object"))
    #expect(problem("[{}]") == .missingKey("annotations"))
    #expect(problem(#"[{"annotations": []}]"#) == .missingKey("data"))
    #expect(problem(#"[{"annotations": {}, "data": {}}]"#) == .wrongType(expected: "array"))
    #expect(problem(#"[{"annotations": [], "data": []}]"#) == .wrongType(expected: "object"))
    #expect(problem(#"[{"annotations": [], "drafts": 1, "data": {}}]"#) == .wrongType(expected: "array"))
    #expect(problem(#"[{"a": 1, "b": 2, "\u0061": 3}]"#) == .duplicateKey("a"))
    #expect(problem("[{\"a\": \"\u{1}\"}]") == .controlCharacter(1))
    #expect(problem(#"[{"a": "\x"}]"#) == .invalidEscape)
    #expect(problem(#"[{"a": "\ud800"}]"#) == .invalidEscape)
    #expect(problem(#"[{"a": "\udc00"}]"#) == .invalidEscape)
    #expect(problem(#"[{"a": "\ud800\u0041"}]"#) == .invalidEscape)
    #expect(problem(#"[{"a": "\u00g0"}]"#) == .invalidEscape)
    for number in ["01", "-", "1.", ".5", "1e", "+1", "0x1", "1.e1"] {
      #expect(problem("[{\"a\": \(number)}]") != nil)
    }
    for word in ["NaN", "Infinity", "True", "nulL", "tru"] { #expect(problem("[{\"a\": \(word)}]") != nil) }
    #expect(problem("[{\"a\": 1,}]") == .unexpectedByte(UInt8(ascii: "}")))
    #expect(problem("[{'a': 1}]") == .unexpectedByte(UInt8(ascii: "'")))
    #expect(problem("[{\"a\" 1}]") == .unexpectedByte(UInt8(ascii: "1")))
  }

  @Test(
    arguments: [
      [0xC3], [0xC0, 0x80], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xF8], [0x80],
      [0xE2, 0x82], [0xF0, 0x9F, 0x98],
    ] as [[UInt8]])
  func refusesWhatIsNotUTF8(_ bytes: [UInt8]) {
    let text = Array("[{\"a\": \"".utf8) + bytes + Array("\"}]".utf8)
    #expect(failure(text)?.problem == .invalidUTF8)
    #expect(failure(text)?.position.offset == 8)
  }

  @Test func nestingIsCapped() {
    let deep = String(repeating: "[", count: 1_000_000)
    #expect(problem(deep) == .tooDeep(limit: 64))
    #expect(problem("[" + String(repeating: "{\"a\":", count: 100_000)) == .tooDeep(limit: 64))
    let fits = String(repeating: "[", count: 62) + String(repeating: "]", count: 62)
    #expect(problem(#"[{"annotations": [], "data": {}, "x": \#(fits)}]"#) == nil)
    #expect(problem(#"[{"annotations": [], "data": {}, "x": [\#(fits)]}]"#) == .tooDeep(limit: 64))
  }

  @Test func sizesAreCapped() {
    var limits = LabellingLimits()
    limits.values = 100
    let many = Array(("[{\"x\": [" + String(repeating: "0,", count: 200) + "0]}]").utf8)
    #expect(failure(many, limits: limits)?.problem == .tooManyValues(limit: 100))
    limits = LabellingLimits()
    limits.rows = 2
    let rows = Fixtures.export([Fixtures.task("t", [Fixtures.annotation(), "1", "2"])])
    #expect(failure(rows, limits: limits)?.problem == .tooManyRows(limit: 2))
    limits.fileBytes = 10
    #expect(throws: LabellingError.tooLarge(file: "x", bytes: rows.count, limit: 10)) {
      try LabelStudio.parse(rows, file: "x", limits: limits)
    }
  }

  @Test func manyKeysAreComparedQuickly() {
    let keys = (0..<200_000).map { "\"k\($0)\": 0" }.joined(separator: ",")
    #expect(problem("[{\(keys)}]") == .missingKey("annotations"))
    #expect(problem("[{\(keys), \"k77\": 1}]") == .duplicateKey("k77"))
  }

  @Test func otherFilesOfThePlatformAreRefused() {
    let payload = LabelStudio.payload(
      tasks: [LabelTask(taskID: "t", imageID: "i", rank: 0, round: 1)],
      addresses: TaskAddresses(prefix: "", style: .named))
    #expect(failure(payload)?.problem == .missingKey("annotations"))
    let minimal = #"[{"image": "x", "item_id": "t", "id": 1, "label": "dent", "annotator": 3}]"#
    #expect(problem(minimal) == .missingKey("annotations"))
    #expect(problem(#"{"tasks": [], "total": 0}"#) == .wrongType(expected: "array"))
  }

  @Test func everyTruncationIsAnError() {
    let whole = Fixtures.export([
      Fixtures.task("t\u{E9}", [Fixtures.annotation()], drafts: [Fixtures.draft()])
    ])
    for length in 0..<whole.count - 1 {
      #expect(failure(Array(whole[..<length])) != nil, "\(length)")
    }
    #expect(failure(Array(whole.dropLast())) == nil)
  }

  @Test func randomEditsNeverTrap() throws {
    let whole = Fixtures.export([
      Fixtures.task("t1", [Fixtures.annotation(), Fixtures.annotation(id: "2", by: "{\"id\": 2}")]),
      Fixtures.task("c1", [Fixtures.annotation(id: "3", cancelled: true)], drafts: [Fixtures.draft()]),
    ])
    let intake = try Fixtures.intake()
    var stream = DrawStream(seed: 5)
    let tokens = ["[", "]", "{", "}", "\"", "\\", "\\u", "e", "-", "0", ",", ":", "null", "\u{FF}", "\n"].map {
      Array($0.utf8)
    }
    var parsed = 0
    for _ in 0..<6_000 {
      var bytes = whole
      for _ in 0...stream.below(3) {
        let place = stream.below(bytes.count)
        switch stream.below(4) {
        case 0: bytes[place] = UInt8(truncatingIfNeeded: stream.next())
        case 1: bytes.remove(at: place)
        case 2: bytes.insert(contentsOf: tokens[stream.below(tokens.count)], at: place)
        default:
          let end = min(bytes.count, place + stream.below(40))
          bytes.replaceSubrange(
            place..<end, with: bytes[stream.below(bytes.count)...].prefix(stream.below(40)))
        }
      }
      guard let rows = try? LabelStudio.parse(bytes, file: "x.json") else { continue }
      parsed += 1
      let result = intake.sort(rows)
      #expect(result.votes.count + result.calibration.count + result.rejected.count == rows.count)
    }
    #expect(parsed > 100)
  }
}
