import Labelling
import Testing
import Texts

/// Answers that are deleted, given twice or without a time.
@Suite struct LaterAnswersTests {
  private func sort(_ files: [(name: String, text: String)], known: KnownRows = KnownRows()) throws -> IntakeResult {
    try Fixtures.intake(known: known).sort(files.map { try ReturnedFile(Array($0.text.utf8), name: $0.name) })
  }

  private func export(_ ids: [String], at second: Int = 0) -> String {
    let annotations = ids.map { id in
      Fixtures.annotation(
        id: id, by: id == "2" ? "2" : "1", result: Fixtures.result(id == "3" ? "dent" : "scratch"),
        updatedAt: "2026-11-20T23:54:\(10 + (Int(id) ?? 0)).000000Z")
    }
    return "[\(Fixtures.task("t1", annotations))]"
  }

  private func facts(_ rows: [(String, String, Bool)]) -> (String, String) {
    ("exports.csv", "file,taken_at,full\n" + rows.map { "\($0.0),\($0.1),\($0.2)\n" }.joined())
  }

  @Test func anAnswerThatALaterFullExportLacksIsWithdrawn() throws {
    let files = [("1.json", export(["1", "2"])), ("2.json", export(["2"]))]
    let both = try sort(files)
    #expect(both.votes.map(\.annotator) == ["ana", "ben"])
    let declared = facts([("1.json", "2026-11-21T08:00:00Z", true), ("2.json", "2026-11-21T09:00:00Z", true)])
    let later = try sort(files + [declared])
    #expect(later.votes.map(\.annotator) == ["ben"])
    #expect(later.rejected.map(\.reason).sorted { $0.rawValue < $1.rawValue } == [.duplicate, .withdrawn])
    // A partial export that lacks it says nothing, nor does a full one of before.
    for (late, full) in [("2026-11-21T09:00:00Z", false), ("2026-11-21T07:00:00Z", true)] {
      let facts = facts([("1.json", "2026-11-21T08:00:00Z", true), ("2.json", late, full)])
      #expect(try sort(files + [facts]).votes.count == 2)
    }
    // Without a time of the first, the answer's own counts.
    #expect(try sort(files + [facts([("2.json", "2026-11-21T09:00:00Z", true)])]).votes.count == 1)
    #expect(try sort(files + [facts([("2.json", "2026-11-20T09:00:00Z", true)])]).votes.count == 2)
  }

  @Test func whatIsLeftCountsAgain() throws {
    let files = [("1.json", export(["1", "3"])), ("2.json", export(["1"]))]
    #expect(try sort(files).votes.map(\.label) == ["dent"])
    let facts = facts([("1.json", "2026-11-21T08:00:00Z", true), ("2.json", "2026-11-21T09:00:00Z", true)])
    #expect(try sort(files + [facts]).votes.map(\.label) == ["scratch"])
  }

  @Test func aFullExportMayHaveSeveralFiles() throws {
    let files = [
      ("1.json", export(["1", "2"])), ("2a.json", export(["1"])), ("2b.json", export(["2"])),
      facts([
        ("1.json", "2026-11-21T08:00:00Z", true), ("2a.json", "2026-11-21T09:00:00Z", true),
        ("2b.json", "2026-11-21T09:00:00Z", true),
      ]),
    ]
    #expect(try sort(files).votes.count == 2)
  }

  /// What an earlier round has taken in is withdrawn by a tombstone, or by what stands again.
  @Test func whatWasTakenInBeforeIsWithdrawnByATombstone() throws {
    func files(_ all: [(name: String, text: String)]) throws -> [ReturnedFile] {
      try all.map { try ReturnedFile(Array($0.text.utf8), name: $0.name) }
    }
    func sort(_ now: [(name: String, text: String)], after then: [(name: String, text: String)]) throws -> IntakeResult
    {
      let earlier = try files(then)
      var known = KnownRows()
      known.add(earlier.flatMap(\.rows))
      return try Fixtures.intake(known: known).sort(files(now), earlier: earlier)
    }
    let facts = facts([("1.json", "2026-11-21T08:00:00Z", true), ("2.json", "2026-11-21T09:00:00Z", true)])
    let gone = try sort([("2.json", export(["2"])), facts], after: [("1.json", export(["1", "2"]))])
    #expect(gone.votes.map(\.annotator) == ["ana"] && gone.votes.map(\.kind) == [.withdrawn])
    #expect(gone.votes.map(\.label) == [nil] && gone.votes.map(\.taskID) == ["t1"])
    // Of two answers of hers the newer was taken back: the older stands again.
    let back = try sort([("2.json", export(["1"])), facts], after: [("1.json", export(["1", "3"]))])
    #expect(back.votes.map(\.kind) == [.label] && back.votes.map(\.label) == ["scratch"])
    // Who has answered anew needs no tombstone.
    let anew = try sort([("2.json", export(["3"])), facts], after: [("1.json", export(["1"]))])
    #expect(anew.votes.map(\.label) == ["dent"])
    // Nothing was taken back: nothing comes.
    #expect(try sort([("2.json", export(["1", "2"])), facts], after: [("1.json", export(["1", "2"]))]).votes.isEmpty)
  }

  private func form(_ label: String, _ time: String = "") -> String {
    "task_id,annotator,label,submitted_at\nt1,ana,\(label),\(time)\n"
  }

  /// The rule of case 05: without a time nothing tells which answer is the newer, whatever the files are called.
  @Test func twoAnswersWithoutATimeAreRefusedByName() throws {
    let result = try sort([("answers.csv", form("normal")), ("answers (1).csv", form("dent"))])
    #expect(result.votes.isEmpty && result.rejected.map(\.reason) == [.unordered, .unordered])
    for name in ["answers.csv, row 1 (normal)", "answers (1).csv, row 1 (dent)"] {
      #expect(result.rejected.allSatisfy { $0.detail.contains(name) })
    }
    let again = try sort([("1.csv", form("normal")), ("2.csv", form("dent")), ("3.csv", form("normal"))])
    #expect(again.votes.isEmpty && again.rejected.allSatisfy { $0.reason == .unordered && $0.detail.contains("3.csv") })
    // One with a time and one without can no more be ordered.
    let mixed = try sort([("1.csv", form("normal", "2026-11-30T08:00:00Z")), ("2.csv", form("dent"))])
    #expect(mixed.votes.isEmpty && mixed.rejected.map(\.reason) == [.unordered, .unordered])
  }

  @Test func timesOrderAnswersAndTheSameWordsAgainAreNoOther() throws {
    let timed = [
      ("3.csv", form("normal", "2026-11-30T08:00:00Z")), ("2.csv", form("dent", "2026-11-30T09:00:00Z")),
      ("1.csv", form("normal", "2026-11-30T10:00:00Z")),
    ]
    #expect(try sort(timed).votes.map(\.label) == ["normal"])
    #expect(try sort(Array(timed.prefix(2))).votes.map(\.label) == ["dent"])
    let twice = try sort([("1.csv", form("dent")), ("2.csv", form("dent"))])
    #expect(twice.votes.map(\.label) == ["dent"] && twice.rejected.map(\.reason) == [.duplicate])
  }

  /// normal, dent, normal: said again after something else it is a new answer.
  @Test func aRestatementAfterAnotherAnswerIsNew() throws {
    var known = KnownRows()
    known.add(try CSVFormat.parse(Array(form("normal").utf8), file: "1.csv"))
    #expect(try sort([("2.csv", form("normal"))], known: known).rejected.map(\.reason) == [.duplicate])
    known.add(try CSVFormat.parse(Array(form("dent").utf8), file: "2.csv"))
    #expect(try sort([("3.csv", form("normal"))], known: known).votes.map(\.label) == ["normal"])
  }
}
