import Foundation
import Storage
import Testing

/// How answers come home, with the real program: whose they are, what cannot be used, and what people were shown.
@Suite struct AnswersHomeTests {
  private typealias Object = [String: Any]

  /// The tasks of a person as Label Studio would export them, answered by a user.
  private func export(
    _ workshop: Workshop, _ person: String, user: Int, round: Int = 1, without: Set<Int> = [],
    label: (Int) -> String = { _ in "normal" }
  ) throws -> [Object] {
    let file = "data/iterations/000/export-\(round)/label-studio/\(person).json"
    let tasks = try #require(
      JSONSerialization.jsonObject(with: Data(workshop.read(file).utf8)) as? [Object])
    return tasks.enumerated().map { index, task in
      let annotation: Object = [
        "id": round * 100_000 + user * 1_000 + index, "completed_by": user, "updated_by": user, "was_cancelled": false,
        "ground_truth": false,
        "created_at": "2026-03-01T10:00:00.000000Z", "updated_at": "2026-03-01T10:00:00.000000Z", "lead_time": 3.5,
        "result": [
          [
            "from_name": "label", "to_name": "image", "type": "choices", "value": ["choices": [label(index)]],
          ] as Object
        ],
      ]
      return [
        "id": index, "project": round * 100 + user, "data": task["data"] ?? [:],
        "annotations": without.contains(index) ? [] : [annotation],
      ]
    }
  }

  private func drop(_ value: [Object], _ workshop: Workshop, _ name: String) throws {
    let bytes = try JSONSerialization.data(withJSONObject: value)
    try workshop.write(String(decoding: bytes, as: UTF8.self), to: "data/inbox/000/\(name)")
  }

  @Test func anAccountThatIsNobodysIsNamedAndMayBeDeclaredWhileTheBatchIsOut() throws {
    let workshop = try Workshop.withFactory()
    try workshop.succeeds("run", "0")
    try drop(export(workshop, "ana", user: 5), workshop, "ana.json")
    try drop(export(workshop, "ben", user: 1), workshop, "ben.json")
    let refused = try workshop.run(["run", "0"])
    #expect(refused.code == 3 && refused.errors.contains("2 accounts of the labelling platform"))
    #expect(refused.errors.contains("label_studio: 1}") && refused.errors.contains("label_studio: 5}"))
    // Who an account belongs to is a fact: nothing is chosen again for it.
    let spec = Workshop.spec.replacingOccurrences(of: "senior: true,", with: "senior: true, label_studio: 5,")
      .replacingOccurrences(of: "{id: ben}", with: "{id: ben, label_studio: [1, ben@example.com]}")
    try workshop.write(spec, to: "spec.yaml")
    let waits = try workshop.succeeds("run", "0")
    let asked = try export(workshop, "ana", user: 5).count
    #expect(waits.errors.contains("ana: \(asked) of \(asked) answers in") && waits.errors.contains("chi: 0 of"))
    #expect(!waits.errors.contains("export-1 runs"))
  }

  /// Who users are is said once: a list that came with the first round holds for the second, and for what comes later.
  @Test func aListOfUsersHoldsForLaterRounds() throws {
    let workshop = try Workshop.withFactory {
      $0.replacingOccurrences(of: "senior: true,", with: "senior: true, label_studio: ana@x.org,")
        .replacingOccurrences(of: "{id: ben}", with: "{id: ben, label_studio: ben@x.org}")
        .replacingOccurrences(of: "{id: chi}", with: "{id: chi, label_studio: chi@x.org}")
    }
    try workshop.succeeds("run", "0")
    let people = [("ana", 7), ("ben", 8), ("chi", 9)]
    try drop(people.map { ["id": $0.1, "email": "\($0.0)@x.org"] }, workshop, "users.json")
    for (person, user) in people {
      // Whoever shares a picture with ben differs from him.
      try drop(
        export(workshop, person, user: user) { _ in person == "ben" ? "dent" : "normal" }, workshop, "\(person).json")
    }
    #expect(try workshop.succeeds("run", "0").errors.contains("round 2"))
    try drop(export(workshop, "ana", user: 7, round: 2), workshop, "review.json")
    #expect(try workshop.succeeds("run", "0").errors.contains("iteration 0 is sealed"))
    try drop(export(workshop, "ben", user: 8) { _ in "scratch" }, workshop, "late.json")
    try workshop.succeeds("run", "1")
    #expect(workshop.names("data/iterations/001").contains("amend"))
  }

  @Test func aDeletedAnswerIsOwedAgain() throws {
    let workshop = try Workshop.withFactory {
      $0.replacingOccurrences(of: "{id: ben}", with: "{id: ben, label_studio: 2}")
    }
    try workshop.succeeds("run", "0")
    let asked = try export(workshop, "ben", user: 2).count
    try drop(export(workshop, "ben", user: 2), workshop, "ben/1.json")
    try drop(export(workshop, "ben", user: 2, without: [3]), workshop, "ben/2.json")
    #expect(try workshop.succeeds("run", "0").errors.contains("ben: \(asked) of \(asked)"))
    try workshop.write(
      "file,taken_at,full\n1.json,2026-03-02T08:00:00Z,true\n2.json,2026-03-03T08:00:00Z,true\n",
      to: "data/inbox/000/ben/exports.csv")
    let later = try workshop.succeeds("run", "0")
    #expect(later.errors.contains("ben: \(asked - 1) of \(asked)") && later.errors.contains("deleted on the platform"))
  }

  /// Deleted after the seal, it leaves a tombstone in the next iteration, and its label goes.
  @Test func anAnswerThatIsDeletedAfterTheSealIsWithdrawnByTheNextIteration() throws {
    let workshop = try Workshop.withFactory {
      $0.replacingOccurrences(of: "senior: true,", with: "senior: true, label_studio: 1,")
        .replacingOccurrences(of: "{id: ben}", with: "{id: ben, label_studio: 2}")
        .replacingOccurrences(of: "{id: chi}", with: "{id: chi, label_studio: 3}")
    }
    try workshop.succeeds("run", "0")
    for (number, person) in ["ana", "ben", "chi"].enumerated() {
      try drop(export(workshop, person, user: number + 1), workshop, "\(person)/1.json")
    }
    #expect(try workshop.succeeds("run", "0").errors.contains("iteration 0 is sealed"))
    for (number, person) in ["ana", "ben", "chi"].enumerated() {
      let tasks = try export(workshop, person, user: number + 1)
      // All of ben's answers are gone.
      let without = person == "ben" ? Set(tasks.indices) : []
      try drop(export(workshop, person, user: number + 1, without: without), workshop, "\(person)/2.json")
      try workshop.write(
        "file,taken_at,full\n1.json,2026-03-02T08:00:00Z,true\n2.json,2026-03-03T08:00:00Z,true\n",
        to: "data/inbox/000/\(person)/exports.csv")
    }
    try workshop.succeeds("run", "1")
    func rows(_ table: String) throws -> [Object] {
      try workshop.succeeds("show", "data/iterations/\(table).parquet", "--json").output.split(separator: "\n").map {
        try #require(JSONSerialization.jsonObject(with: Data($0.utf8)) as? Object)
      }
    }
    let given = try rows("000/ingest-1/annotations").filter { $0["annotator"] as? String == "ben" }
    let late = try rows("001/amend/annotations")
    #expect(!late.isEmpty && late.count == given.count)
    #expect(late.allSatisfy { $0["kind"] as? String == "withdrawn" && $0["annotator"] as? String == "ben" })
    // Two had said the same; now one has.
    let labels = try rows("001/amend/labels")
    #expect(labels.count == given.count && labels.allSatisfy { $0["decided_by"] as? String == "single" })
    #expect(labels.allSatisfy { $0["votes"] as? Int == 1 && $0["label"] as? String == "normal" })
  }

  @Test func whatCannotBeUsedIsNamedAndStopsNothing() throws {
    let workshop = try Workshop.withFactory {
      $0.replacingOccurrences(of: "{id: ben}", with: "{id: ben, label_studio: 2}")
    }
    try workshop.succeeds("run", "0")
    let asked = try export(workshop, "ben", user: 2).count
    try drop(export(workshop, "ben", user: 2, label: { $0 == 0 ? "Normal" : "normal" }), workshop, "BEN.JSON")
    try workshop.write("[{\"id\":", to: "data/inbox/000/torn.json")
    try workshop.write("x", to: "data/inbox/000/Thumbs.db")
    try workshop.write("call ben", to: "data/inbox/000/notes.txt")
    let outcome = try workshop.succeeds("run", "0")
    for part in [
      "ben: \(asked - 1) of \(asked)", "BEN.JSON, row 1 (2): 'Normal'", "1 returned file cannot be read",
      "torn.json:1:",
      "nothing of this file was taken in",
      "set aside: Thumbs.db", "set aside: notes.txt",
    ] { #expect(outcome.errors.contains(part), "\(part): \(outcome.errors)") }
    let answer =
      try JSONSerialization.jsonObject(with: Data(workshop.succeeds("run", "0", "--json").output.utf8)) as? Object
    #expect(answer?["set_aside"] as? [String] == ["Thumbs.db", "notes.txt"])
  }

  /// Everything that somebody holds who has all files of a batch: names and pictures say nothing of what a task is for.
  @Test func whatIsServedTellsNothing() throws {
    let workshop = try Workshop.withFactory()
    try workshop.succeeds("run", "0")
    let pictures = workshop.names("data/pictures/000")
    var seen: Set<String> = []
    for person in ["ana", "ben", "chi"] {
      for task in try export(workshop, person, user: 1) {
        let data = try #require(task["data"] as? Object)
        let id = try #require(data["item_id"] as? String)
        #expect(data["image"] as? String == "/data/local-files/?d=000/\(id).png")
        #expect(Set(data.keys) == ["image", "item_id", "rank"])
        seen.insert("\(id).png")
      }
    }
    #expect(Set(pictures) == seen)
    // No picture lies there twice, and none has the name of its image or a time of its own.
    let bytes = try workshop.contents("data/pictures/000")
    #expect(Set(bytes.values).count == bytes.count)
    let readme = try workshop.read("data/iterations/000/export-1/label-studio/README.txt")
    #expect(readme.contains("DATA/pictures/000") && !readme.contains(workshop.path))
    // Lost, they are made again.
    try FileManager.default.removeItem(atPath: "\(workshop.path)/data/pictures")
    try workshop.succeeds("run", "0")
    #expect(Set(workshop.names("data/pictures/000")) == seen)
  }

  @Test func simulatedAnswersLeaveAFileOfTheSameNameAlone() throws {
    let workshop = try Workshop.withFactory {
      $0.replacingOccurrences(of: "to: label-studio", with: "to: csv")
    }
    try workshop.succeeds("run", "0")
    let form = try workshop.read("data/iterations/000/export-1/csv/ben.csv")
    let filled = form.split(whereSeparator: \.isNewline).enumerated().map {
      String($0.offset == 1 ? $0.element.replacing(",ben,,", with: ",ben,dent,") : $0.element)
    }
    let text = filled.joined(separator: "\n") + "\n"
    try workshop.write(text, to: "data/inbox/000/ben-round-1.csv")
    let outcome = try workshop.succeeds("annotate", "0", "--truth", "images/truth.csv")
    #expect(outcome.errors.contains("1 answer that ben gave stays"))
    #expect(try workshop.read("data/inbox/000/ben-round-1.csv") == text)
    #expect(workshop.names("data/inbox/000").contains("simulated-ben-round-1.csv"))
    // Once more it replaces its own.
    try workshop.succeeds("annotate", "0", "--truth", "images/truth.csv")
    #expect(workshop.names("data/inbox/000").count == 4)
  }

  @Test func votesUnderASuggestionAreMarkedAndTheSwayIsEstimated() throws {
    let workshop = try Workshop.withFactory {
      $0.replacingOccurrences(of: "to: label-studio,", with: "to: label-studio, prelabels: 0.5,")
    }
    for iteration in 0...1 { try workshop.completes(iteration) }
    #expect(!(try workshop.read("data/iterations/000/export-1/label-studio/ben.json").contains("predictions")))
    let tasks = try workshop.read("data/iterations/001/export-1/label-studio/ben.json")
    #expect(tasks.contains("\"predictions\"") && tasks.contains("\"model_version\":\"winnow\""))
    func rows(_ table: String) throws -> [Object] {
      try workshop.succeeds("show", "data/iterations/001/\(table).parquet", "--json").output.split(separator: "\n").map
      {
        try #require(JSONSerialization.jsonObject(with: Data($0.utf8)) as? Object)
      }
    }
    let asked = try rows("export-1/assignments")
    let shown = asked.filter { $0["suggestion_shown"] as? Bool == true }
    #expect(!shown.isEmpty && shown.count < asked.count && asked.allSatisfy { $0["suggested"] is String })
    let votes = try rows("ingest-1/annotations") + rows("ingest-1/calibration")
    let marked = Set(
      votes.filter { $0["suggested"] is String }.map { "\($0["task_id"] ?? "") \($0["annotator"] ?? "")" })
    #expect(marked == Set(shown.map { "\($0["task_id"] ?? "") \($0["annotator"] ?? "")" }))
    let quality = try #require(
      JSONSerialization.jsonObject(with: Data(workshop.read("data/iterations/001/report/quality.json").utf8)) as? Object
    )
    let section = try #require(quality["prelabels"] as? Object)
    #expect((section["shown"] as? Int ?? 0) + (section["hidden"] as? Int ?? 0) <= asked.count)
    #expect((section["difference"] as? Object)?["low"] is Double)
    #expect(try workshop.read("data/iterations/001/report/report.html").contains("Being shown it moved"))
  }

  @Test func guidelinesGoOutWithTheTasksAndTheirDigestStandsOnEveryVote() throws {
    let workshop = try Workshop.withFactory {
      $0.replacingOccurrences(of: "to: label-studio,", with: "to: label-studio, guidelines: guide.md,")
    }
    let missing = try workshop.run(["run", "0"])
    #expect(missing.code == 3 && missing.errors.contains("stages.export.guidelines"), "\(missing.errors)")
    try workshop.write("Look twice.\n", to: "guide.md")
    try workshop.completes(0)
    #expect(try workshop.read("data/iterations/000/export-1/label-studio/guidelines.md") == "Look twice.\n")
    let digest = try Files.digest(of: "\(workshop.path)/guide.md").digest.hex
    for table in ["annotations", "calibration"] {
      let votes = try workshop.succeeds("show", "data/iterations/000/ingest-1/\(table).parquet", "--json").output
        .split(separator: "\n")
      #expect(!votes.isEmpty && votes.allSatisfy { $0.contains(digest) })
    }
  }

  @Test func anOptionThatIsNoneIsNamed() throws {
    let workshop = try Workshop()
    for (arguments, word) in [
      (["run", "--sepc", "x"], "did you mean '--spec'?"), (["plan", "--jsno"], "did you mean '--json'?"),
      (["status", "--qqqqqq", "3"], "winnow status --help lists them"),
    ] {
      let outcome = try workshop.run(arguments)
      #expect(outcome.code == 2 && outcome.errors.contains("has no option '\(arguments[1])'"), "\(outcome.errors)")
      #expect(outcome.errors.contains(word), "\(outcome.errors)")
    }
  }

  @Test func anImageThatNobodyKnowsHasNoHistory() throws {
    let workshop = try Workshop.withFactory(sealed: 0)
    let outcome = try workshop.run(["history", "nothing.png"])
    #expect(outcome.code == 2 && outcome.errors.contains("no iteration has an image 'nothing.png'"))
  }

  @Test func aServerMustBeNamedAndHaveAToken() throws {
    let workshop = try Workshop.withFactory()
    let early = try workshop.run(["push", "0"])
    #expect(early.code == 2, "\(early.errors)")
    try workshop.succeeds("run", "0")
    let nobody = try workshop.run(["push", "0"])
    #expect(nobody.code == 2 && nobody.errors.contains("ana, ben, chi have no account"))
    let named = Workshop.spec.replacingOccurrences(of: "senior: true,", with: "senior: true, label_studio: 1,")
      .replacingOccurrences(of: "{id: ben}", with: "{id: ben, label_studio: 2}")
      .replacingOccurrences(of: "{id: chi}", with: "{id: chi, label_studio: 3}")
    try workshop.write(named, to: "spec.yaml")
    let nowhere = try workshop.run(["push", "0"])
    #expect(nowhere.code == 2 && nowhere.errors.contains("the spec names no server"))
    func server(_ text: String) throws {
      try workshop.write(
        named.replacingOccurrences(of: "to: label-studio,", with: "to: label-studio, server: {\(text)},"),
        to: "spec.yaml")
    }
    try server("url: \"http://127.0.0.1:9\"")
    let bare = try workshop.run(["pull", "0"])
    #expect(bare.code == 2 && bare.errors.contains("LABEL_STUDIO_TOKEN"), "\(bare.errors)")
    try server("url: \"http://labels.example.com\"")
    let plain = try workshop.run(["push", "0"], environment: ["LABEL_STUDIO_TOKEN": "hush-hush-0123456789"])
    #expect(plain.code == 2 && !plain.errors.contains("hush-hush"), "\(plain.errors)")
  }
}
