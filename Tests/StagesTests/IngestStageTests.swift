import Columnar
import Engine
import Labelling
import Stages
import Storage
import Testing

/// What becomes of returned rows, and of the votes in them.
@Suite struct IngestStageTests {
  private let bench: Workbench

  init() throws { bench = try Workbench() }

  /// Both rounds over three images.
  private func stages(_ ingest: String, images: [String] = ["a.png", "b.png", "c.png"]) throws -> [any Stage] {
    let setup = try bench.setup(stages: ["ingest": ingest])
    return [
      try GivenStage.pool(images.map { PoolRow(id: $0) }), try GivenStage.seed(images),
      ExportStage(setup, round: 1, first: true), IngestStage(setup, round: 1),
      ExportStage(setup, round: 2, first: true), IngestStage(setup, round: 2),
    ]
  }

  /// The labels of a round: `image class decided_by`.
  private func labels(_ round: Int) throws -> [String] {
    let table = try bench.table(Catalogue.Ingest.labels(round))
    let (labels, decided) = (try table.optionalStrings("label"), try table.strings("decided_by").strings)
    return try table.strings("image_id").strings.enumerated().map {
      "\($0.element) \(labels[$0.offset] ?? "-") \(decided[$0.offset])"
    }
  }

  /// Why rows of a round do not count.
  private func rejected(_ round: Int) throws -> [String] {
    try bench.table(Catalogue.Ingest.rejected(round)).strings("reason").strings
  }

  /// Ana and Ben differ about a, Ana is unsure of b, both are sure of c.
  private static func answer(_ who: String, _ image: String) -> (label: String, confidence: String)? {
    switch (image, who) {
    case ("a.png", "ana"): ("scratch", "high")
    case ("a.png", _): ("dent", "high")
    case ("b.png", "ana"): ("dent", "low")
    case ("b.png", _): ("dent", "high")
    default: ("clean", "")
    }
  }

  @Test func peopleAreWaitedForUntilAllHaveAnswered() async throws {
    let stages = try stages("{escalate: []}")
    let first = try #require(try await bench.run(stages).waiting)
    #expect(first.stage == "ingest-1" && first.round == 1 && first.inbox == bench.directory.inbox(0))
    #expect(first.parts.map { "\($0.who) \($0.answered)/\($0.asked)" } == ["ana 0/3", "ben 0/3"])
    try bench.answer("ana.csv") { $0 == "ana" ? Self.answer($0, $1) : nil }
    var stray = CSVAnswer(taskID: "nothing", image: "a.png", annotator: "ben")
    stray.label = "dent"
    try bench.drop([stray], as: "ben.csv")
    let second = try #require(try await bench.run(stages).waiting)
    #expect(second.parts.map { "\($0.who) \($0.answered)/\($0.asked)" } == ["ana 3/3", "ben 0/3"])
    #expect(
      second.unusable == [
        .init(
          reason: "unknown_task", count: 1, examples: [.init(file: "ben.csv", row: 1, who: "ben", value: "nothing")])
      ])
    // Somebody may close the round before.
    try bench.close(round: 1)
    let closed = try await bench.run(stages)
    #expect(closed.waiting == nil && closed.ran("ingest-2"))
    #expect(try labels(1) == ["a.png scratch single", "b.png dent single", "c.png clean single"])
    // One vote alone counts by its own weight: 0.5, and 0.4 of it where she was not sure.
    #expect(try bench.table(Catalogue.Ingest.labels(1)).doubles("weight") == [0.5, 0.2, 0.5])
    #expect(try rejected(1) == ["unknown_task"])
  }

  @Test func onlyWhatTheSpecAsksForGoesToASecondRound() async throws {
    let stages = try stages("{tiebreak: none, escalate: [low_confidence]}")
    try await bench.run(stages)
    try bench.answer("all.csv") { Self.answer($0, $1) }
    #expect(try await bench.run(stages).waiting?.round == 2)
    let escalations = try bench.table(Catalogue.Ingest.escalations)
    #expect(try escalations.strings("image_id").strings == ["b.png"])
    #expect(try escalations.strings("reason").strings == ["low_confidence"])
    #expect(try labels(1) == ["a.png - undecided", "b.png dent unanimous", "c.png clean unanimous"])
    let table = try bench.table(Catalogue.Ingest.labels(1))
    // One of two votes is worth 0.4: 0.3 + 0.7 · 0.7.
    let weights = try table.doubles("weight")
    #expect(weights[0] == 0 && abs(weights[1] - 0.79) < 1e-12 && weights[2] == 1)
    #expect(try table.doubles("agreement") == [0, 1, 1] && table.int32s("votes") == [2, 2, 2])
    #expect(try table.optionalDigests("sha256") == ["a.png", "b.png", "c.png"].map { PictureJoinTests.bytes($0) })
    // The second round asks the senior about that image alone.
    #expect(try bench.asked(round: 2).map { "\($0.image) \($0.who)" } == ["b.png ana"])
  }

  @Test func rowsOfTheFirstRoundThatComeAgainAreCountedOnce() async throws {
    let stages = try stages("{tiebreak: none, escalate: [disagreement]}")
    try await bench.run(stages)
    try bench.answer("all.csv") { Self.answer($0, $1) }
    try await bench.run(stages)
    #expect(try bench.asked(round: 2).map { "\($0.image) \($0.who)" } == ["a.png ana"])
    // Somebody sends everything again, with what is new.
    let form = try Files.read("\(bench.directory.inbox(0))/all.csv")
    let review = try #require(try bench.asked(round: 2).first)
    var row = CSVAnswer(taskID: review.task, image: review.image, annotator: review.who)
    row.label = "scratch"
    let more = CSVFormat.write([row])
    let body = more[((more.firstIndex(of: 0x0A) ?? -1) + 1)...]
    try Files.writeAtomically(form + body, to: "\(bench.directory.inbox(0))/again.csv")
    #expect(try await bench.run(stages).waiting == nil)

    let answers = try bench.table(Catalogue.Ingest.annotations(2))
    #expect(try answers.strings("annotator").strings == ["ana"] && answers.strings("task_id").strings == [review.task])
    #expect(try rejected(2) == Array(repeating: "duplicate", count: 6))
    #expect(try labels(2) == ["a.png scratch majority", "b.png dent unanimous", "c.png clean unanimous"])
    let table = try bench.table(Catalogue.Ingest.labels(2))
    #expect(try table.int32s("votes") == [3, 2, 2] && table.int32s("round") == [2, 1, 1])
    #expect(abs(try table.doubles("agreement")[0] - 2.0 / 3) < 1e-12)
  }

  @Test func ofAnAnswerThatWasChangedTheLastIsTaken() async throws {
    let stages = try stages("{escalate: []}", images: ["a.png"])
    try await bench.run(stages)
    let asked = try bench.asked()
    func row(_ who: String, _ label: String, _ time: String) throws -> CSVAnswer {
      let task = try #require(asked.first { $0.who == who })
      var row = CSVAnswer(taskID: task.task, image: task.image, annotator: who)
      (row.label, row.submittedAt) = (label, time)
      return row
    }
    try bench.drop(
      [
        row("ben", "dent", "2026-01-02T00:00:00Z"), row("ben", "clean", "2026-01-01T00:00:00Z"),
        row("ana", "dent", "2026-01-01T00:00:00Z"),
      ], as: "form.csv")
    #expect(try await bench.run(stages).waiting == nil)
    #expect(try labels(2) == ["a.png dent unanimous"])
    #expect(try rejected(1) == ["superseded"])
  }

  @Test(arguments: [("cannot_tell", "cannot_tell"), ("skip", "undecided")])
  func whereNobodyNamesAClassTheReasonStays(_ word: String, _ decidedBy: String) async throws {
    let stages = try stages("{escalate: []}", images: ["a.png"])
    try await bench.run(stages)
    try bench.answer("form.csv") { _, _ in (word, "") }
    #expect(try await bench.run(stages).waiting == nil)
    #expect(try labels(2) == ["a.png - \(decidedBy)"])
    let table = try bench.table(Catalogue.Ingest.labels(2))
    #expect(try table.int32s("abstentions") == [2] && table.doubles("weight") == [0])
  }
}
