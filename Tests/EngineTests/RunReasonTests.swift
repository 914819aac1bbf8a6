import Engine
import Testing

@Suite struct RunReasonTests {
  @Test func namesWhatChangedCameAndWent() {
    let old = [NamedValue("a", "1"), NamedValue("b", "2"), NamedValue("c", "3")]
    let new = [NamedValue("a", "1"), NamedValue("b", "5"), NamedValue("d", "4")]
    #expect(
      RunReason.changes(from: old, to: new) == [
        .init(name: "b", old: "2", new: "5"), .init(name: "d", old: nil, new: "4"),
        .init(name: "c", old: "3", new: nil),
      ])
  }

  @Test func aKeyTellsNamesFromValues() {
    #expect(StageKey.key([NamedValue("ab", "c")]) != StageKey.key([NamedValue("a", "bc")]))
    #expect(StageKey.key([NamedValue("a", "b"), NamedValue("c", "d")]) != StageKey.key([NamedValue("a", "bcd")]))
  }
}
