import Spec
import Testing

/// Bytes that were made to do harm cost an error, and not much time.
struct HostileInputTests {
  /// What the first mistake of `bytes` is, found in moments even in a debug build on a busy machine.
  private func firstMistake(_ bytes: [UInt8]) throws -> DiagnosticCode {
    let clock = ContinuousClock()
    var mistakes: [Diagnostic] = []
    let time = clock.measure { mistakes = Specs.mistakes(bytes) }
    #expect(time < .seconds(30))
    return try #require(mistakes.first).code
  }

  private func firstMistake(_ text: String) throws -> DiagnosticCode {
    try firstMistake(Array(text.utf8))
  }

  @Test func refusesTwoMebibytes() throws {
    let bytes = [UInt8](repeating: UInt8(ascii: "#"), count: 2 << 20)
    #expect(try firstMistake(bytes) == .tooLarge(bytes: 2 << 20, limit: 1 << 20))
  }

  @Test(arguments: ["[", "{", "- ", "? ", "{a: ", "[[", "[{", "{? ", "- - "])
  func refusesNestingBombs(_ opening: String) throws {
    let text = String(repeating: opening, count: (1 << 20) / opening.utf8.count)
    #expect(try firstMistake(text) == .tooDeep(limit: 64))
  }

  @Test func refusesNestingByIndentation() throws {
    var text = ""
    for depth in 0..<1_000 { text += String(repeating: " ", count: depth) + "a:\n" }
    #expect(try firstMistake(text) == .tooDeep(limit: 64))
  }

  @Test func readsSixtyFourLevels() throws {
    let inner = String(repeating: "[", count: 60) + String(repeating: "]", count: 60)
    let spec = try Specs.short("stages: {train: {parameters: {a: \(inner)}}}")
    #expect(try Specs.read(spec.resolvedYAML()).spec == spec)
    let tooMany = "stages: {train: {parameters: {a: [\(inner)]}}}"
    #expect(try firstMistake(Specs.short + tooMany) == .tooDeep(limit: 64))
  }

  @Test func refusesAliasBombs() throws {
    var text = "a0: &a0 [x, x]\n"
    for level in 1..<40 { text += "a\(level): &a\(level) [*a\(level - 1), *a\(level - 1)]\n" }
    let codes = Specs.mistakes(text).map(\.code)
    #expect(codes.contains(.anchor("a0")))
    #expect(codes.contains(.alias("a0")))
  }

  @Test func refusesTenThousandDirectives() throws {
    let lines = (0..<60_000).map { "%TAG !t\($0)! x\n" }.joined()
    #expect(try firstMistake(lines) == .directive)
    #expect(try firstMistake("a: b\n...\n" + lines + "---\n") == .directive)
  }

  @Test func refusesMoreValuesThanASpecHas() throws {
    #expect(
      try firstMistake("classes: [" + String(repeating: "a,", count: 500_000) + "]")
        == .tooManyValues(limit: 65_536))
    #expect(try firstMistake(String(repeating: "- a\n", count: 250_000)) == .tooManyValues(limit: 65_536))
  }

  @Test func readsManyKeysAndClassesInLinearTime() throws {
    let keys = (0..<30_000).map { "\"k\($0)é\": 1" }.joined(separator: ", ")
    _ = try firstMistake("{\(keys)}")
    let classes = (0..<4_000).map { "c\($0)" }.joined(separator: ", ")
    let wrong = (0..<4_000).map { "d\($0)" }.joined(separator: ", ")
    let text = Specs.short.replacing("good, bad", with: classes) + "rare_classes: [\(wrong)]\n"
    _ = try firstMistake(text)
  }

  @Test func readsALongLineInLinearTime() throws {
    let line = String(repeating: "é", count: 400_000)
    _ = try firstMistake("{name: \"\(line)\", " + (0..<600).map { "k\($0): 1" }.joined(separator: ", ") + "}")
  }

  @Test func refusesNul() throws {
    #expect(try firstMistake("winnow: 1\0\n") == .forbiddenCharacter(0))
    #expect(try firstMistake(Specs.short + "\0 anything") == .forbiddenCharacter(0))
    guard
      case .unfitText("name", _, .character(0)) = try firstMistake(
        Specs.short.replacing("name: short", with: "name: \"a\\0b\""))
    else {
      Issue.record("an escaped NUL was accepted")
      return
    }
  }

  @Test(
    arguments: [
      [0xFF], [0xC3], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xE2, 0x82], [0x80],
      [0xF0, 0x8F, 0xBF, 0xBF],
    ] as [[UInt8]])
  func refusesWhatIsNotUTF8(_ bytes: [UInt8]) throws {
    let text = Array("name: é".utf8) + bytes + Array("\nwinnow: 1\n".utf8)
    let mistake = try #require(Specs.mistakes(text).first)
    #expect(mistake.code == .notUTF8)
    #expect(mistake.position == SourcePosition(line: 1, column: 8, length: 1))
  }

  @Test func refusesOtherEncodings() throws {
    for bytes: [UInt8] in [[0xFF, 0xFE, 0x77, 0], [0xFE, 0xFF, 0, 0x77]] {
      #expect(try firstMistake(bytes) == .notUTF8)
    }
    #expect(try firstMistake([0x77, 0, 0x69, 0]) == .forbiddenCharacter(0))
  }

  @Test func showsNothingThatATerminalActsOn() throws {
    let specs = [
      "name: \"\\e[31mred\\u202e\"\nclasses: [\"\\a\"]\n\"\\e]0;x\\a\": 1\n", "\u{1B}[31m: 1\n",
      "a: \u{202E}b\n",
    ]
    for text in specs {
      for mistake in Specs.mistakes(text) {
        let bad = mistake.rendered.unicodeScalars.filter {
          $0.value < 0x20 && $0 != "\n" || $0.value == 0x202E
        }
        #expect(bad.isEmpty)
      }
    }
  }
}
