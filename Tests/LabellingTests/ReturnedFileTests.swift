import Labelling
import Testing
import Texts

/// What a file holds says what it is.
@Suite struct ReturnedFileTests {
  private func read(_ text: String, _ name: String = "x") throws -> ReturnedFile {
    try ReturnedFile(Array(text.utf8), name: name)
  }

  @Test func everyFormOfLabelStudioIsRead() throws {
    let annotation = Fixtures.annotation()
    let export = try read("[\(Fixtures.task("t1", [annotation]))]")
    let page = try read(#"{"total":1,"tasks":[\#(Fixtures.task("t1", [annotation]))]}"#)
    let stored = try read(
      #"{"id": 1, "result": \#(Fixtures.result("scratch", "High")), "completed_by": {"id": 1, "email": "a@x.org"}, "was_cancelled": false, "#
        + #""ground_truth": false, "created_at": "2026-11-20T23:54:45.603937Z", "updated_at": "2026-11-20T23:54:45.603955Z", "#
        + #""lead_time": 7.25, "task": {"id": 1, "project": 1, "data": {"image": "x", "item_id": "t1"}}, "project": 1}"#
    )
    for file in [export, page, stored] {
      #expect(file.rows.map(\.taskID) == ["t1"] && file.rows.map(\.label) == ["scratch"])
      #expect(file.rows.map(\.platformID) == ["1"] && file.rows.map(\.project) == ["1"])
      #expect(file.rows.map(\.key) == export.rows.map(\.key))
    }
    #expect(export.content == .answers(export.rows, projects: ["1"]))
    // A project in which nobody has answered is known all the same.
    #expect(try read("[\(Fixtures.task("t1", []))]").content == .answers([], projects: ["1"]))
  }

  /// Python writes numbers that JSON has not.
  @Test func numbersThatAreNoneAreNothing() throws {
    for lead in ["NaN", "Infinity", "-Infinity"] {
      let file = try read("[\(Fixtures.task("t1", [Fixtures.annotation(leadTime: lead)]))]")
      #expect(file.rows.map(\.kind) == [.vote] && file.rows.map(\.leadTime) == [nil])
    }
  }

  @Test func usersAreNoAnswers() throws {
    let list = try read(
      #"[{"id": 1, "email": "Ana@example.com", "username": "ana"}, {"id": 5, "email": "ben@example.com", "username": ""}]"#
    )
    #expect(
      list.content
        == .users([
          PlatformUser(name: "1", email: "Ana@example.com", nickname: "ana"),
          PlatformUser(name: "5", email: "ben@example.com"),
        ]))
    let argilla = try read(#"{"items": [{"id": "a0", "username": "ana", "role": "annotator", "api_key": "secret"}]}"#)
    #expect(argilla.content == .users([PlatformUser(name: "a0", nickname: "ana")]))
    #expect(!"\(argilla)".contains("secret"))
  }

  @Test func recordsOfArgillaAreRead() throws {
    func response(_ values: String, _ status: String, user: String = "u1", id: String = "r1") -> String {
      #"{"id": "\#(id)", "values": \#(values), "status": "\#(status)", "user_id": "\#(user)", "#
        + #""inserted_at": "2026-11-21T00:01:28.118512", "updated_at": "2026-11-21T00:01:29.395911"}"#
    }
    let full = #"{"label": {"value": "dent"}, "confidence": {"value": "high"}}"#
    let cases: [(String, RowKind)] = [
      (response(full, "submitted"), .vote), (response(full, "draft"), .draft), (response("null", "discarded"), .skip),
      (response(full, "discarded"), .skip), (response("{}", "submitted"), .empty),
      (response(#"{"label": {"value": "cannot_tell"}}"#, "submitted"), .cannotTell),
      (response(#"{"defect": {"value": "dent"}}"#, "submitted"), .malformed(.unknownControl)),
      (response(#"{"label": 3}"#, "submitted"), .malformed(.wrongType)),
      (response(full, "what"), .malformed(.wrongType)),
      (response(full, "submitted", id: ""), .malformed(.noIdentity)), ("7", .malformed(.notAnObject)),
    ]
    for (text, kind) in cases {
      let file = try read(
        #"{"items": [{"id": "x", "fields": {"image": "data:"}, "external_id": "t1", "dataset_id": "d", "responses": [\#(text)], "#
          + #""suggestions": [{"value": "normal"}]}]}"#)
      #expect(file.rows.map(\.kind) == [kind], "\(text)")
      #expect(file.rows.map(\.taskID) == ["t1"] && file.rows.map(\.project) == ["d"])
    }
    let row = try #require(
      read(#"{"items": [{"fields": {}, "external_id": "t1", "responses": [\#(response(full, "submitted"))]}]}"#).rows
        .first)
    #expect((row.label, row.confidence) == ("dent", "high"))
    // Times have no zone and are UTC.
    #expect(row.updatedAt == Timestamp.parse("2026-11-21T00:01:29.395911Z"))
    #expect(try read(#"{"items": []}"#).content == .answers([], projects: []))
  }

  @Test func linesOfProdigyAreRead() throws {
    func line(_ answer: String, _ accept: String, _ more: String = "") -> String {
      #"{"image":"http://h/1.png","item_id":"t1","options":[{"id":"dent","text":"dent"}],"accept":\#(accept),"answer":"\#(answer)","#
        + #""_annotator_id":"ana","_timestamp":1795218885\#(more)}"#
    }
    let cases: [(String, RowKind)] = [
      (line("accept", #"["dent"]"#), .vote), (line("ignore", "[]"), .skip), (line("reject", "[]"), .cannotTell),
      (line("accept", "[]"), .empty), (line("accept", #"["dent","normal"]"#), .malformed(.severalLabels)),
      (line("accept", #"["cannot_tell"]"#), .cannotTell), (line("maybe", #"["dent"]"#), .malformed(.unknownAnswer)),
      (line("accept", "[3]"), .malformed(.wrongType)),
    ]
    let file = try read(cases.map(\.0).joined(separator: "\n") + "\n\n", "db.jsonl")
    #expect(file.rows.map(\.kind) == cases.map(\.1))
    #expect(file.rows.allSatisfy { $0.platform == .prodigy && $0.taskID == "t1" && $0.annotator == "ana" })
    #expect(file.rows.first?.updatedAt == 1_795_218_885_000_000)
    #expect(try read(line("accept", #"["dent"]"#)).rows.map(\.label) == ["dent"])
    #expect(throws: LabellingError.self) { try read(line("accept", "[]") + "\n{\n", "db.jsonl") }
    // What is written is read.
    let task = LabelTask(taskID: "t1", imageID: "a.png", rank: 0, round: 1)
    let payload = Prodigy.payload(
      tasks: [task], classes: ["dent"], addresses: TaskAddresses(prefix: "http://h/", style: .opaque(folder: "000")))
    #expect(
      String(decoding: payload, as: UTF8.self)
        == #"{"image":"http://h/000/t1.png","item_id":"t1","options":[{"id":"dent","text":"dent"},{"id":"cannot_tell","text":"cannot_tell"}],"meta":{"rank":0}}"#
        + "\n")
    let again = try Prodigy.readPayload(payload, file: "x")
    #expect(again.map(\.taskID) == ["t1"] && again.map(\.image) == ["http://h/000/t1.png"])
  }

  @Test func factsAboutFilesAreDeclared() throws {
    let file = try read(
      "file,taken_at,full\nana.json,2026-11-30T08:00:00Z,true\nben.json,30.11.2026 09:00,no\n", "sub/Exports.csv")
    let eight = try #require(Timestamp.parse("2026-11-30T08:00:00Z"))
    let facts = [
      ExportFact(file: "sub/ana.json", takenAt: eight, full: true),
      ExportFact(file: "sub/ben.json", takenAt: eight + 3_600 * Timestamp.second, full: false),
    ]
    #expect(file.content == .facts(facts))
    let written = try ReturnedFile(ExportFact.table(facts), name: "sub/exports.csv")
    #expect(written.content == .facts(facts))
    for text in [
      "file,full\na,true\n", "file,taken_at,full\na,noon,true\n", "file,taken_at,full\na,2026-11-30,maybe\n",
    ] {
      #expect(throws: LabellingError.self) { try read(text, "exports.csv") }
    }
  }

  @Test func linesMayEndInCarriageReturnsAlone() throws {
    let file = try read("task_id;annotator;label\rt1;ana;dent\rt2;ana;normal\r", "old.csv")
    #expect(file.rows.map(\.label) == ["dent", "normal"])
  }

  @Test(arguments: [
    ("2026-11-30T14:05:00Z", "2026-11-30T14:05:00Z"), ("30.11.2026 14:05", "2026-11-30T14:05:00Z"),
    ("3.1.2026", "2026-01-03T00:00:00Z"), ("2026/11/30 14:05:09", "2026-11-30T14:05:09Z"),
    ("2026-11-30", "2026-11-30T00:00:00Z"),
    ("30/11/2026", nil), ("11/30/2026 14:05", nil), ("31.2.2026", nil), ("30.11.26", nil), ("noon", nil),
    ("30.11.2026 14:05 PM", nil),
  ])
  func datesThatCanBeReadInOneWayAreRead(_ text: String, _ time: String?) throws {
    let row = try #require(read("task_id,annotator,label,submitted_at\nt1,ana,dent,\(text)\n").rows.first)
    #expect(row.updatedAt == time.flatMap(Timestamp.parse))
    #expect(row.kind == (time == nil ? .malformed(.noTime) : .vote))
  }

  @Test(arguments: [#"{"a":1}"#, #"[{"id":1}]"#, #"{"items":[{"x":1}]}"#, #"{"tasks":{}}"#, "a,b\n1,2\n", "\u{1}\u{2}"])
  func anythingElseIsRefused(_ text: String) {
    #expect(throws: LabellingError.self) { try read(text) }
  }
}
