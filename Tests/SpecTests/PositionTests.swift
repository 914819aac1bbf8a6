import Spec
import Testing

struct PositionTests {
  @Test func everyValueHasItsPlace() throws {
    let positions = try Specs.read(Specs.example).positions
    #expect(positions["pool"] == SourcePosition(line: 9, column: 1, length: 4))
    #expect(positions["pool.root"] == SourcePosition(line: 10, column: 9, length: 21))
    #expect(positions["stages.score"] == SourcePosition(line: 26, column: 3, length: 5))
    #expect(positions["stages.score.below"] == SourcePosition(line: 26, column: 37, length: 3))
    #expect(positions["stages.cluster.shares.random"]?.line == 27)
    #expect(positions["annotators[ben].id"] == SourcePosition(line: 19, column: 10, length: 3))
    #expect(positions["classes[1]"] == SourcePosition(line: 5, column: 19, length: 5))
    #expect(positions["production_rates[normal]"]?.line == 8)
    #expect(positions["stages.embed.filters"] == nil)
  }

  @Test func aDefaultIsReportedAtWhatIsAroundIt() throws {
    let loaded = try Specs.read(Specs.example)
    #expect(loaded.position(of: "stages.embed.filters") == loaded.positions["stages.embed"])
    #expect(loaded.position(of: "annotators[ben].senior").line == 19)
    #expect(loaded.position(of: "nowhere") == SourcePosition(line: 1, column: 1, length: 1))
  }

  @Test func tellsWhatCameToLightLater() throws {
    let diagnostic = try Specs.read(Specs.example).diagnostic(at: "pool.root", "there is no such folder")
    let expected = """
      spec.yaml:10:9: error: there is no such folder
         10 |   root: ../../shared/data/pcb
            |         ^~~~~~~~~~~~~~~~~~~~~
      """
    #expect(diagnostic.rendered == expected)
  }

  @Test(
    arguments: [
      ("name: \"é\", x", 12), ("name: \"e\u{301}\", x", 12), ("name: \"👩‍👩‍👧\", x", 12), ("name: \"良い\", x", 13),
      ("\tx", 2),
    ])
  func countsCharactersAsAnEditorDoes(_ line: String, _ column: Int) throws {
    // What stands at the end is found by an unknown key in a flow mapping on that line.
    let text =
      "{\(line.replacing(", x", with: ", unknown_thing: 1").replacing("\tx", with: "\tunknown_thing: 1"))}"
    let mistake = try #require(
      Specs.mistakes(text).first {
        if case .unknownKey("unknown_thing", _) = $0.code { true } else { false }
      })
    #expect(mistake.position.column == column + 1)
  }

  @Test(arguments: ["\n", "\r\n", "\r"])
  func countsLinesByAnyLineEnd(_ end: String) throws {
    let text = (Specs.short + "nmae: x\n").replacing("\n", with: end)
    #expect(Specs.mistakes(text).map(\.position) == [SourcePosition(line: 7, column: 1, length: 4)])
  }

  @Test func showsALongLineInPart() throws {
    let filler = (0..<500).map { "k\($0): 1" }.joined(separator: ", ")
    let mistakes = Specs.mistakes("{name: x, \(filler)}")
    let longest = mistakes.compactMap { $0.source?.text.count }.max()
    #expect(longest == 122)
    for mistake in mistakes {
      guard case .unknownKey(let key, _) = mistake.code, let source = mistake.source else { continue }
      #expect(source.text.dropFirst(source.caret).hasPrefix(key))
    }
  }
}
