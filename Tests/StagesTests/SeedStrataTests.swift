import Engine
import Spec
import Stages
import Testing

@Suite struct SeedStrataTests {
  private func seed(by column: String) throws -> SeedSpec {
    try SpecEdits.read(
      """
      winnow: 1
      name: n
      data: d
      classes: [a, b]
      pool: {root: r, images: "*.png", metadata: m.csv}
      annotators: [{id: ana, senior: true}]
      stages: {seed: {by: "\(column)"}}

      """
    ).stages.seed
  }

  @Test(arguments: [("\u{e9}", "A"), ("e\u{301}", "X")])
  func twoSpellingsOfANameAreTwoColumns(_ column: String, _ value: String) throws {
    let metadata = "{\"e\u{301}\":\"X\",\"\u{e9}\":\"A\"}"
    #expect(try seed(by: column).stratum(group: nil, metadata: metadata, image: "i.png") == value)
  }

  @Test(arguments: ["{\"by\":", "[]", "{\"by\":3}", "{\"by\":\"x\",\"by\":\"y\"}"])
  func whatIsNoTextOfColumnsIsDamageAndNoLostStratum(_ metadata: String) throws {
    #expect(throws: EngineError.self) {
      try seed(by: "by").stratum(group: nil, metadata: metadata, image: "i.png")
    }
  }
}
