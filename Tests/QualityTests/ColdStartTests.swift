import Quality
import Testing

struct ColdStartTests {
  @Test func comparesDeclaredClassesAndNamesTheOthers() throws {
    let rows = ColdStart.compare(counts: [267, 25, 8], declared: [0.94, nil, 0.01])
    #expect(rows.map(\.finding) == [.fewer, .undeclared, .more])
    #expect(rows.map(\.count) == [267, 25, 8])
    #expect(rows[0].expected == 282)
    let first = try #require(rows[0].pValue)
    #expect(abs(first - 0.0008806954947823734) < 1e-12)
    #expect(rows[1].pValue == nil)
    #expect(rows[1].expected == nil)
    // 0.0115 is below 0.05 / 2.
    let last = try #require(rows[2].pValue)
    #expect(abs(last - 0.011474078634877684) < 1e-12)
  }

  @Test func findingsAreHeldToTheLevelOfAllTestsTogether() {
    // The same count and rate among five declared classes: 0.0115 is not below 0.05 / 5.
    let rows = ColdStart.compare(counts: [8, 73, 73, 73, 73], declared: [0.01, 0.24, 0.25, 0.25, 0.25])
    #expect(rows[0].finding == .within)
  }

  @Test func nothingDeclaredAndNothingLabelledAreReported() {
    let rows = ColdStart.compare(counts: [0, 0], declared: [])
    #expect(rows.allSatisfy { $0.finding == .undeclared && $0.share == nil && $0.interval == nil })
    let declared = ColdStart.compare(counts: [0, 0], declared: [0.5, 0.5])
    #expect(declared.allSatisfy { $0.finding == .within && $0.pValue == nil && $0.expected == 0 })
  }
}
