import Labelling
import Testing
import Texts

@Suite struct LabelStudioExportTests {
  private func only(_ annotation: String) throws -> ReturnedRow {
    let rows = try LabelStudio.parse(Fixtures.single(annotation), file: "x.json")
    #expect(rows.count == 1)
    return try #require(rows.first)
  }

  @Test func readsAVote() throws {
    let row = try only(Fixtures.annotation(id: "9007199254740993", by: "3", updatedBy: "4"))
    #expect(row.platform == .labelStudio)
    #expect(row.platformID == "9007199254740993")
    #expect(row.taskID == "t1")
    #expect(row.annotator == "3")
    #expect(row.updatedBy == PlatformUser(name: "4"))
    #expect(row.label == "scratch")
    #expect(row.confidence == "High")
    #expect(row.kind == .vote)
    #expect(row.createdAt == Timestamp.parse("2026-11-20T23:54:45.603937Z"))
    #expect(row.updatedAt == Timestamp.parse("2026-11-20T23:54:45.603955Z"))
    #expect(row.leadTime == 7.25)
    #expect((row.file, row.index) == ("x.json", 0))
  }

  @Test func keepsTheRowAsCompactJSON() throws {
    let row = try only(Fixtures.annotation())
    #expect(row.raw.hasPrefix(#"{"id":1,"completed_by":1,"result":[{"from_name":"label","to_name":"image""#))
    #expect(row.raw.contains(#""created_ago":"1\u00a0minute""#))
    #expect(row.raw.hasSuffix(#""last_created_by":null}"#))
    #expect(!row.raw.contains("\n"))
    let again = try LabelStudio.parse(Fixtures.single(row.raw), file: "x.json")
    #expect(again == [row])
  }

  @Test func readsUsersAsNumbersAddressesAndObjects() throws {
    let snapshot = #"{"id": 3, "email": "carol@example.com", "first_name": "", "last_name": ""}"#
    #expect(
      try only(Fixtures.annotation(by: snapshot)).completedBy
        == PlatformUser(name: "3", email: "carol@example.com"))
    #expect(try only(Fixtures.annotation(by: "\"carol@example.com\"")).annotator == "carol@example.com")
    #expect(try only(Fixtures.annotation(by: "null")).annotator == nil)
    #expect(try only(Fixtures.annotation(by: "{}")).annotator == nil)
    #expect(try only(Fixtures.annotation(by: "[1]")).kind == .malformed(.wrongType))
  }

  @Test func tellsKindsApart() throws {
    let empty = "[]"
    let both = "[\(Fixtures.choice("label", ["dent", "scratch"]))]"
    let twice = "[\(Fixtures.choice("label", ["dent"])),\(Fixtures.choice("label", ["scratch"]))]"
    let other = "[\(Fixtures.choice("defect", ["dent"]))]"
    let sure = "[\(Fixtures.choice("confidence", ["High"]))]"
    #expect(try only(Fixtures.annotation(result: empty)).kind == .empty)
    #expect(try only(Fixtures.annotation(result: "null")).kind == .empty)
    #expect(try only(Fixtures.annotation(result: sure)).kind == .empty)
    #expect(try only(Fixtures.annotation(result: Fixtures.result("cannot_tell"))).kind == .cannotTell)
    #expect(try only(Fixtures.annotation(result: empty, cancelled: true)).kind == .skip)
    let cancelled = try only(Fixtures.annotation(cancelled: true))
    #expect(cancelled.kind == .skip)
    #expect(cancelled.label == "scratch")
    #expect(try only(Fixtures.annotation(groundTruth: true)).kind == .groundTruth)
    #expect(try only(Fixtures.annotation(result: both)).kind == .malformed(.severalLabels))
    #expect(try only(Fixtures.annotation(result: twice)).kind == .malformed(.severalLabels))
    #expect(try only(Fixtures.annotation(result: other)).kind == .malformed(.unknownControl))
    #expect(try only(Fixtures.annotation(result: "{}")).kind == .malformed(.wrongType))
    #expect(try only(Fixtures.annotation(result: "[1]")).kind == .malformed(.wrongType))
  }

  @Test func aRowThatCannotBeReadIsStillARow() throws {
    #expect(try only("17").kind == .malformed(.notAnObject))
    #expect(try only("null").kind == .malformed(.notAnObject))
    #expect(try only("{}").kind == .malformed(.noIdentity))
    #expect(try only(Fixtures.annotation(id: "1.5")).kind == .malformed(.noIdentity))
    #expect(try only(Fixtures.annotation(id: "null")).kind == .malformed(.noIdentity))
    #expect(try only(Fixtures.annotation(id: "[]")).kind == .malformed(.noIdentity))
    #expect(try only(Fixtures.annotation(updatedAt: "yesterday")).kind == .malformed(.noTime))
    #expect(try only(Fixtures.annotation(updatedAt: "2026-11-31T00:00:00Z")).kind == .malformed(.noTime))
    #expect(
      try only(Fixtures.annotation().replacing("\"was_cancelled\": false", with: "\"was_cancelled\": 0")).kind
        == .malformed(.wrongType))
  }

  @Test func textsAreCapped() throws {
    let long = String(repeating: "x", count: 2_000_000)
    let label = try only(Fixtures.annotation(result: Fixtures.result(long)))
    #expect(label.kind == .malformed(.tooLong))
    #expect(label.label == nil)
    #expect(label.raw.hasPrefix(#"{"clipped":{"offset":"#))
    #expect(try only(Fixtures.annotation(id: "\"\(long)\"")).kind == .malformed(.tooLong))
    #expect(try only(Fixtures.annotation(by: "\"\(long)\"")).kind == .malformed(.tooLong))
    let rows = try LabelStudio.parse(
      Fixtures.export([Fixtures.task(long, [Fixtures.annotation()])]), file: "x")
    #expect(rows.map(\.kind) == [.malformed(.tooLong)])
    #expect(rows.map(\.taskID) == [nil])
  }

  @Test func leadTimesOutsideReasonAreUnknown() throws {
    for text in ["null", "-1", "1e400", "1e9", "\"7\"", "[]"] {
      #expect(try only(Fixtures.annotation(leadTime: text)).leadTime == nil)
    }
    #expect(try only(Fixtures.annotation(leadTime: "0")).leadTime == 0)
    #expect(try only(Fixtures.annotation(leadTime: "1.5e1")).leadTime == 15)
  }

  @Test func draftsAreRowsAndPredictionsAreNot() throws {
    let rows = try LabelStudio.parse(
      Fixtures.export([
        Fixtures.task("t1", [Fixtures.annotation()], drafts: [Fixtures.draft(), Fixtures.draft(id: "2")]),
        Fixtures.task("t2", []),
      ]), file: "x.json")
    #expect(rows.map(\.kind) == [.vote, .draft, .draft])
    #expect(rows.map(\.platformID) == ["1", "draft-1", "draft-2"])
    #expect(rows.map(\.index) == [0, 1, 2])
    #expect(rows[1].annotator == "ana@example.com")
    // As snapshots have them.
    let numbers = try LabelStudio.parse(Fixtures.export([Fixtures.task("t1", [], drafts: ["7"])]), file: "x")
    #expect(numbers.map(\.kind) == [.draft])
    #expect(numbers.map(\.platformID) == ["draft-7"])
  }

  @Test func keysAreComparedByBytes() throws {
    // Written with an escape it is the same key; a key of another normal form is another key.
    let escaped = Fixtures.annotation().replacing("\"completed_by\": 1", with: #""completed\u005fby": 5"#)
    #expect(try only(escaped).annotator == "5")
    let twins = Fixtures.annotation().replacing(
      "\"id\": 1, \"completed_by\"", with: "\"id\": 1, \"\u{E9}\": 1, \"e\u{301}\": 2, \"completed_by\"")
    #expect(try only(twins).kind == .vote)
  }

  @Test func anEmptyExportHasNoRows() throws {
    #expect(try LabelStudio.parse(Array("[]".utf8), file: "x").isEmpty)
    #expect(try LabelStudio.parse([0xEF, 0xBB, 0xBF] + Array(" [ ]\r\n".utf8), file: "x").isEmpty)
  }
}
