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

  @Test func ofKeysThatHoldOtherThingsIsReportedWhatBothHave() {
    let old = [
      NamedValue("input pool/pool.parquet", "aa"), NamedValue("parameter above", ""),
      NamedValue("parameter below", "0.2"), NamedValue("parameter decoder", "1"),
      NamedValue("parameter escalate", "disagreement,low_confidence"), NamedValue("parameter regularization", "1.0"),
      NamedValue("random_seed", "7"),
      NamedValue("version", "3"),
    ]
    let new = [
      NamedValue("input pool/addresses.parquet", "bb"), NamedValue("key", "2"), NamedValue("parameter above", "null"),
      NamedValue("parameter below", "0.3"), NamedValue("parameter escalate", "[disagreement, low_confidence]"),
      NamedValue("request action", "embed"), NamedValue("request parameters.decoder", "2"),
      NamedValue("request parameters.regularization", "1"), NamedValue("version", "4"),
    ]
    #expect(
      RunReason.changes(from: old, to: new) == [
        .init(name: RunReason.makeUp, old: "version 1", new: "version 2"),
        .init(name: "version", old: "3", new: "4"),
        .init(name: "input pool/addresses.parquet", old: nil, new: "bb"),
        .init(name: "parameter below", old: "0.2", new: "0.3"), .init(name: "parameter decoder", old: "1", new: "2"),
        .init(name: "input pool/pool.parquet", old: "aa", new: nil),
      ])
  }

  @Test func aKeyTellsNamesFromValues() {
    #expect(StageKey.key([NamedValue("ab", "c")]) != StageKey.key([NamedValue("a", "bc")]))
    #expect(StageKey.key([NamedValue("a", "b"), NamedValue("c", "d")]) != StageKey.key([NamedValue("a", "bcd")]))
  }
}
