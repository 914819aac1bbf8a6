import Labelling
import Testing

@Suite struct IntakeTests {
  private func sort(_ tasks: [String], known: [ReturnedRow] = []) throws -> IntakeResult {
    var rows = KnownRows()
    rows.add(known)
    return try Fixtures.intake(known: rows).sort(LabelStudio.parse(Fixtures.export(tasks), file: "x.json"))
  }

  /// The reason for which a single annotation is refused; nil if it is accepted.
  private func reason(_ annotation: String, task: String = "t1") throws -> RejectReason? {
    let result = try sort([Fixtures.task(task, [annotation])])
    #expect(result.votes.count + result.calibration.count + result.rejected.count == 1)
    return result.rejected.first?.reason
  }

  @Test func aVoteCounts() throws {
    let result = try sort([Fixtures.task("t1", [Fixtures.annotation()])])
    let vote = try #require(result.votes.first)
    #expect(vote.annotator == "ana")
    #expect(vote.imageID == "a.png")
    #expect(vote.label == "scratch")
    #expect(vote.confidence == .high)
    #expect(vote.kind == .label)
    #expect(vote.senior)
    #expect(!vote.calibration)
    #expect(vote.updatedBy == nil)
    #expect(vote.key == RowKey(platform: .labelStudio, platformID: "1", updatedAt: 1_795_218_885_603_955))
  }

  @Test func aCalibrationAnswerGoesToItsTable() throws {
    let result = try sort([Fixtures.task("c1", [Fixtures.annotation(by: "2")])])
    #expect(result.votes.isEmpty && result.rejected.isEmpty)
    #expect(result.calibration.map(\.annotator) == ["ben"])
    #expect(result.calibration.map(\.imageID) == ["c.png"])
  }

  @Test func everyReasonIsGiven() throws {
    let annotation = Fixtures.annotation
    func result(_ label: String?, _ confidence: String? = nil) -> String {
      Fixtures.result(label, confidence)
    }
    let time = "2026-11-20T23:54:45.603955Z"
    func one(
      by user: String = "1", updatedBy: String? = nil, _ result: String = Fixtures.result("scratch"),
      cancelled: Bool = false, groundTruth: Bool = false, id: String = "1"
    ) -> String {
      annotation(id, user, updatedBy, result, cancelled, groundTruth, time, "1.0")
    }
    #expect(try reason(one(id: "null")) == .malformed)
    #expect(try reason(one(groundTruth: true)) == .groundTruth)
    #expect(try reason(one(), task: "t9") == .unknownTask)
    #expect(try reason(one(by: "9")) == .unknownAnnotator)
    #expect(try reason(one(by: "null")) == .unknownAnnotator)
    #expect(try reason(one(by: "\"chi@example.com\""), task: "t2") == .notAssigned)
    #expect(try reason(one("[]")) == .empty)
    #expect(try reason(one(result("NotAClass"))) == .unknownLabel)
    #expect(try reason(one(result("Scratch"))) == .unknownLabel)
    #expect(try reason(one(result("scratch "))) == .unknownLabel)
    #expect(try reason(one(result("scratch", "Sure"))) == .unknownConfidence)
    #expect(try reason(one(result("cannot_tell", "Sure"))) == .unknownConfidence)
    #expect(try reason(one(updatedBy: "2"), task: "c1") == .editedByOther)
    #expect(try reason(one(updatedBy: "2")) == nil)
    #expect(try reason(one(updatedBy: "null"), task: "c1") == nil)
    #expect(try reason(one(result("cannot_tell"))) == nil)
    #expect(try reason(one("[]", cancelled: true)) == nil)
    let draft = try sort([Fixtures.task("t1", [], drafts: [Fixtures.draft()])])
    #expect(draft.rejected.map(\.reason) == [.draft])
  }

  @Test func confidencesAreReadWhateverTheirCase() throws {
    for (text, level) in [("Low", AnswerConfidence.low), ("MEDIUM", .medium), ("high", .high)] {
      let result = try sort([
        Fixtures.task("t1", [Fixtures.annotation(result: Fixtures.result("dent", text))])
      ])
      #expect(result.votes.map(\.confidence) == [level])
    }
    #expect(AnswerConfidence(returned: "h\u{130}gh") == nil)
    #expect(AnswerConfidence(returned: "\u{FF28}igh") == nil)
  }

  @Test func aLabelOfAnotherNormalFormIsUnknown() throws {
    let intake = try Intake(tasks: Fixtures.tasks, annotators: Fixtures.people, classes: ["f\u{EA}lure"])
    let rows = try LabelStudio.parse(
      Fixtures.single(Fixtures.annotation(result: Fixtures.result("fe\u{302}lure"))), file: "x")
    #expect(intake.sort(rows).rejected.map(\.reason) == [.unknownLabel])
  }

  @Test func abstentionsAreKept() throws {
    let result = try sort([
      Fixtures.task(
        "t1",
        [
          Fixtures.annotation(id: "1", by: "1", cancelled: true),
          Fixtures.annotation(id: "2", by: "2", result: Fixtures.result("cannot_tell", "High")),
        ])
    ])
    #expect(result.votes.map(\.kind) == [.skip, .cannotTell])
    #expect(result.votes.map(\.label) == [nil, nil])
    #expect(result.votes.map(\.confidence) == [nil, .high])
  }

  @Test func theNewestAnswerOfAPersonWins() throws {
    func at(_ second: Int, id: String, _ label: String) -> String {
      Fixtures.annotation(
        id: id, result: Fixtures.result(label), updatedAt: "2026-11-20T23:54:\(second).000000Z")
    }
    for order in [[0, 1, 2], [2, 1, 0], [1, 0, 2], [1, 2, 0]] {
      let all = [at(10, id: "30", "normal"), at(30, id: "10", "dent"), at(20, id: "20", "scratch")]
      let result = try sort([Fixtures.task("t1", order.map { all[$0] })])
      #expect(result.votes.map(\.label) == ["dent"])
      #expect(result.rejected.map(\.reason) == [.superseded, .superseded])
    }
    // An answer that does not count takes nothing away.
    let unknown = try sort([Fixtures.task("t1", [at(10, id: "1", "dent"), at(20, id: "2", "what")])])
    #expect(unknown.votes.map(\.label) == ["dent"])
    #expect(unknown.rejected.map(\.reason) == [.unknownLabel])
    // At the same time the larger number was given later.
    let tied = try sort([Fixtures.task("t1", [at(10, id: "10", "dent"), at(10, id: "9", "normal")])])
    #expect(tied.votes.map(\.label) == ["dent"])
  }

  @Test func aSkipWithdrawsAnOlderVote() throws {
    let result = try sort([
      Fixtures.task(
        "t1",
        [
          Fixtures.annotation(id: "1"),
          Fixtures.annotation(
            id: "1", result: "[]", cancelled: true, updatedAt: "2026-11-20T23:59:00.000000Z"),
        ])
    ])
    #expect(result.votes.map(\.kind) == [.skip])
    #expect(result.rejected.map(\.reason) == [.superseded])
  }

  @Test func whoEditedAnAnswerDecidesWhetherItIsASeniors() throws {
    for (by, editor, name, senior) in [("1", "2", "ben", false), ("2", "1", "ana", true), ("1", "77", "77", false)] {
      let result = try sort([Fixtures.task("t1", [Fixtures.annotation(by: by, updatedBy: editor)])])
      #expect(result.votes.map(\.updatedBy) == [name])
      #expect(result.votes.map(\.senior) == [senior])
      #expect(result.undeclared.map(\.user) == (name == "77" ? ["77"] : []))
      #expect(result.votes.map(\.annotator) == [by == "1" ? "ana" : "ben"])
    }
    // A snapshot names the annotator by address and the editor by number: the same person all the same.
    let snapshot = #"{"id": 3, "email": "Chi@example.com"}"#
    let own = try sort([Fixtures.task("c1", [Fixtures.annotation(by: snapshot, updatedBy: "3")])])
    #expect(own.calibration.map(\.annotator) == ["chi"])
    #expect(own.calibration.map(\.updatedBy) == [nil])
  }

  @Test func aNumberAndAnAddressOfTwoPeopleIsNobody() throws {
    let mixed = #"{"id": 1, "email": "chi@example.com"}"#
    #expect(try reason(Fixtures.annotation(by: mixed)) == .unknownAnnotator)
  }

  @Test func theSameRowAgainIsADuplicate() throws {
    let tasks = [Fixtures.task("t1", [Fixtures.annotation()])]
    let first = try LabelStudio.parse(Fixtures.export(tasks), file: "x.json")
    let again = try sort(tasks, known: first)
    #expect(again.votes.isEmpty)
    #expect(again.rejected.map(\.reason) == [.duplicate])
    // Edited since: another row.
    let edited = [
      Fixtures.task("t1", [Fixtures.annotation(updatedAt: "2026-11-21T00:00:00Z")])
    ]
    #expect(try sort(edited, known: first).votes.count == 1)
  }

  @Test func twoExportsOfOneProjectCountOnce() throws {
    let early = try LabelStudio.parse(
      Fixtures.export([Fixtures.task("t1", [Fixtures.annotation()])]), file: "day1.json")
    let late = try LabelStudio.parse(
      Fixtures.export([
        Fixtures.task("t1", [Fixtures.annotation()]),
        Fixtures.task("t2", [Fixtures.annotation(id: "2")]),
      ]), file: "day2.json")
    let result = try Fixtures.intake().sort(late + early)
    #expect(result.votes.map(\.file) == ["day1.json", "day2.json"])
    #expect(result.rejected.map(\.reason) == [.duplicate])
    #expect(result.rejected.map(\.row.file) == ["day2.json"])
  }

  @Test func formsAndExportsMeetInOneRule() throws {
    let form = try CSVFormat.parse(
      Array("task_id,annotator,label,submitted_at\nt1,ana,dent,2026-11-22T00:00:00Z\nt1,1,dent,\n".utf8),
      file: "a.csv")
    let export = try LabelStudio.parse(Fixtures.single(Fixtures.annotation()), file: "b.json")
    let result = try Fixtures.intake().sort(form + export)
    #expect(result.votes.map(\.platform) == [.csv])
    #expect(result.rejected.map(\.reason) == [.unknownAnnotator, .superseded])
  }

  @Test func refusesReservedClassesAndTwoOfOneName() {
    #expect(throws: LabellingError.reservedClass(name: "skip")) {
      try Intake(tasks: [], annotators: [], classes: ["skip"])
    }
    let people = [Fixtures.people[0], Fixtures.people[0]]
    #expect(throws: LabellingError.duplicateAnnotator(name: "ana")) {
      try Intake(tasks: [], annotators: people, classes: ["a"])
    }
    #expect(throws: LabellingError.duplicateImage(image: "a.png")) {
      try Intake(tasks: [Fixtures.tasks[0], Fixtures.tasks[0]], annotators: [], classes: ["a"])
    }
  }
}
