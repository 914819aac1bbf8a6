import Labelling
import Testing

/// Whose an answer is, is declared and never guessed.
@Suite struct AccountTests {
  private let users = #"""
    [{"id": 1, "email": "alice@example.com"}, {"id": 5, "email": "Ben@example.com", "username": "benj"}]
    """#

  private func sort(
    _ people: [AnnotatorAccount], _ files: [(name: String, text: String)]
  ) throws -> IntakeResult {
    let tasks = ["t1", "t2"].map {
      PlannedTask(taskID: $0, imageID: $0 + ".png", round: 1, rank: 0, calibration: false, annotators: people.map(\.id))
    }
    return try Intake(tasks: tasks, annotators: people, classes: Fixtures.classes).sort(
      files.map { try ReturnedFile(Array($0.text.utf8), name: $0.name) })
  }

  private func export(by user: String, updatedBy: String? = nil, task: String = "t1", id: String = "1") -> String {
    "[\(Fixtures.task(task, [Fixtures.annotation(id: id, by: user, updatedBy: updatedBy)]))]"
  }

  @Test func nobodyIsGuessedByPosition() throws {
    let people = ["ana", "ben"].map { AnnotatorAccount(id: $0, senior: false) }
    let result = try sort(people, [("a.json", export(by: "1")), ("b.json", export(by: "2", id: "2"))])
    #expect(result.votes.isEmpty)
    #expect(result.undeclared.map(\.user) == ["1", "2"] && result.undeclared.map(\.answers) == [1, 1])
    #expect(
      result.undeclared.map(\.declaration) == ["1", "2"] && result.undeclared.map(\.file) == ["a.json", "b.json"])
    // Nor is an id of the spec a user of a server.
    let named = [AnnotatorAccount(id: "1", senior: false)]
    #expect(try sort(named, [("a.json", export(by: "1"))]).votes.isEmpty)
  }

  @Test func aListOfUsersJoinsNumbersAndAddresses() throws {
    let people = [
      AnnotatorAccount(id: "ana", senior: true, users: [AccountName(.labelStudio, "alice@example.com")]),
      AnnotatorAccount(id: "ben", senior: false, users: [AccountName(.labelStudio, "benj")]),
    ]
    let files = [("a.json", export(by: "1")), ("sub/b.json", export(by: "5", id: "2"))]
    #expect(try sort(people, files).undeclared.map(\.user) == ["1", "5"])
    #expect(try sort(people, files + [("users.json", users)]).votes.map(\.annotator) == ["ana", "ben"])
    // The message names people as one knows them.
    let one = [people[0]]
    let stranger = try sort(one, files + [("users.json", users)]).undeclared
    #expect(stranger.map(\.user) == ["Ben@example.com (5)"] && stranger.map(\.declaration) == ["Ben@example.com"])
  }

  @Test func onePersonMayHaveSeveralAccounts() throws {
    let people = [
      AnnotatorAccount(
        id: "ana", senior: true,
        users: [AccountName(.labelStudio, "1"), AccountName(.labelStudio, "7"), AccountName(.argilla, "ana")])
    ]
    let result = try sort(people, [("a.json", export(by: "1")), ("b.json", export(by: "7", task: "t2", id: "2"))])
    #expect(result.votes.map(\.annotator) == ["ana", "ana"] && result.undeclared.isEmpty)
    // Her own answer that she edits from her other account is edited by nobody else.
    #expect(try sort(people, [("a.json", export(by: "1", updatedBy: "7"))]).votes.map(\.updatedBy) == [nil])
  }

  @Test func installationsAreToldApartByFolders() throws {
    let people = [
      AnnotatorAccount(id: "ana", senior: true, users: [AccountName(.labelStudio, "berlin/1")]),
      AnnotatorAccount(id: "ben", senior: false, users: [AccountName(.labelStudio, "jena/1")]),
    ]
    let files = [("berlin/a.json", export(by: "1")), ("jena/b.json", export(by: "1", id: "2"))]
    #expect(try sort(people, files).votes.map(\.annotator) == ["ana", "ben"])
    #expect(try sort(people, [("a.json", export(by: "1"))]).undeclared.map(\.declaration) == ["1"])
    // A number that two lists give to two people counts with its folder alone.
    let bare = [AnnotatorAccount(id: "ana", senior: true, users: [AccountName(.labelStudio, "1")])]
    let lists = [
      ("berlin/users.json", #"[{"id": 1, "email": "a@x.org"}]"#),
      ("jena/users.json", #"[{"id": 1, "email": "b@x.org"}]"#),
    ]
    #expect(try sort(bare, files).votes.count == 1)
    let found = try sort(bare, files + lists)
    #expect(found.votes.isEmpty && found.undeclared.map(\.user) == ["a@x.org (1)", "b@x.org (1)"])
  }

  @Test func namesOfArgillaComeFromItsList() throws {
    let people = [AnnotatorAccount(id: "ana", senior: true, users: [AccountName(.argilla, "alice")])]
    let records = #"""
      {"items": [{"fields": {}, "external_id": "t1", "dataset_id": "d", "responses": [{"id": "r", "user_id": "a0",
       "status": "submitted", "values": {"label": {"value": "dent"}}, "updated_at": "2026-11-21T00:01:29"}]}]}
      """#
    let list = #"{"items": [{"id": "a0", "username": "alice", "api_key": "x"}]}"#
    #expect(try sort(people, [("r.json", records)]).undeclared.map(\.user) == ["a0"])
    #expect(try sort(people, [("r.json", records), ("users.json", list)]).votes.map(\.annotator) == ["ana"])
  }

  @Test func anEditorWhomNobodyDeclaredIsNamed() throws {
    let people = [AnnotatorAccount(id: "ana", senior: true, users: [AccountName(.labelStudio, "1")])]
    let result = try sort(people, [("a.json", export(by: "1", updatedBy: "9"))])
    #expect(result.votes.map(\.updatedBy) == ["9"] && result.votes.map(\.senior) == [false])
    #expect(result.undeclared.map(\.user) == ["9"])
  }

  @Test func whoTookHisAnswerBackIsNobodysConcern() throws {
    let people = [AnnotatorAccount(id: "ana", senior: true, users: [AccountName(.labelStudio, "1")])]
    let files = [
      ("1.json", "[\(Fixtures.task("t1", [Fixtures.annotation(id: "1"), Fixtures.annotation(id: "9", by: "9")]))]"),
      ("2.json", export(by: "1")),
    ]
    #expect(try sort(people, files).undeclared.map(\.user) == ["9"])
    let facts = (
      "exports.csv", "file,taken_at,full\n1.json,2026-11-21T08:00:00Z,true\n2.json,2026-11-21T09:00:00Z,true\n"
    )
    let later = try sort(people, files + [facts])
    #expect(later.undeclared.isEmpty && later.votes.map(\.annotator) == ["ana"])
  }

  @Test func oneUserIsOnePerson() {
    let people = ["ana", "ben"].map {
      AnnotatorAccount(id: $0, senior: false, users: [AccountName(.labelStudio, "A@x.org")])
    }
    #expect(throws: LabellingError.duplicateAnnotator(name: "a@x.org")) {
      try Intake(tasks: [], annotators: people, classes: ["a"])
    }
  }
}
