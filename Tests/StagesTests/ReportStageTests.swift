import Columnar
import Engine
import Report
import Stages
import Storage
import Testing

/// Two iterations through every stage, and what the reports say of them.
@Suite struct ReportStageTests {
  private let bench: Workbench

  init() throws {
    bench = try Workbench()
    try bench.folder.write(
      Array("cp \"$(dirname \"$0\")/answer.parquet\" ../../predictions.parquet\n".utf8), to: "train.sh")
  }

  /// Six images to ask about, and a holdout.
  private static let pool =
    (0..<6).map { PoolRow(id: "p\($0).png", group: "g\($0 % 2)") }
    + (0..<4).map { PoolRow(id: "m\($0).png", role: "monitoring") }
  private static let known = [
    ("m0.png", "scratch", "monitoring"), ("m1.png", "dent", "monitoring"), ("m2.png", "dent", "monitoring"),
    ("m3.png", "clean", "monitoring"),
  ]

  /// What the model says: of the holdout one dent is taken for a scratch.
  private static let predictions: [(String, [Float])] = [
    ("m0.png", [0.8, 0.1, 0.1]), ("m1.png", [0.1, 0.8, 0.1]), ("m2.png", [0.8, 0.1, 0.1]), ("m3.png", [0.1, 0.1, 0.8]),
    ("p0.png", [0.5, 0.4, 0.1]), ("p1.png", [0.1, 0.5, 0.4]), ("p2.png", [0.1, 0.4, 0.5]), ("p3.png", [0.6, 0.3, 0.1]),
    ("p4.png", [0.1, 0.6, 0.3]), ("p5.png", [0.1, 0.3, 0.6]),
  ]

  private func stages(_ setup: StageSetup, _ iteration: Int) throws -> [any Stage] {
    let pool = try GivenStage.pool(Self.pool, known: Self.known)
    let first = iteration == 0
    let batch: [any Stage]
    if first {
      batch = [SeedStage(setup)]
    } else {
      try TableIO.write(
        Table(
          schema: TableSchema(
            "answer", key: [], "",
            columns: [ColumnSchema("image_id", .string), ColumnSchema("probabilities", .list(.float))]),
          columns: [
            .strings(Self.predictions.map(\.0)), .floatLists(values: Self.predictions.flatMap(\.1), each: 3),
          ]), to: "\(bench.folder.path)/answer.parquet")
      batch = [
        try GivenStage.embed(Self.pool.map { ($0.id, [1, 0]) }, in: bench.directory), TrainStage(setup),
        ScoreStage(setup), ClusterStage(setup),
      ]
    }
    return [pool] + batch + [
      ExportStage(setup, round: 1, first: first), IngestStage(setup, round: 1),
      ExportStage(setup, round: 2, first: first), IngestStage(setup, round: 2), ReportStage(setup, first: first),
    ]
  }

  /// Runs an iteration in which both people say the same of every image, and gives its report.
  private func report(
    _ setup: StageSetup, _ iteration: Int = 0, _ label: (String) -> String
  ) async throws -> QualityReport {
    let stages = try stages(setup, iteration)
    #expect(try await bench.run(stages, iteration).waiting?.round == 1)
    try bench.answer("all.csv", iteration) { _, image in (label(image), "") }
    #expect(try await bench.run(stages, iteration).seal != nil)
    return try QualityFile.read(bench.scope(iteration).path(Catalogue.Report.quality))
  }

  @Test func theFirstReportCountsVotesAndWhatTheyCost() async throws {
    let report = try await report(bench.setup()) { _ in "scratch" }
    #expect(report.labels.total == 4 && report.labels.decidedBy == [CountSection(name: "unanimous", count: 4)])
    #expect(report.batch?.size == 4 && report.batch?.labelled == 4 && report.batch?.defectShare == 1)
    #expect(report.pool?.images == 10 && report.pool?.holdout == 4)
    #expect(report.model == nil && report.learningCurve.map(\.labels) == [4])
    #expect(
      report.cost.iteration == [
        CostLineSection(purpose: .labelling, senior: false, votes: 4, price: 0.25, amount: 1),
        CostLineSection(purpose: .labelling, senior: true, votes: 4, price: 0.25, amount: 1),
      ])
    #expect(report.cost.total == 2 && report.cost.perLabel == 0.5 && report.cost.currency == "USD")
    #expect(report.disagreement.map(\.images) == [4] && report.disagreement.map(\.differing) == [0])
    // Four of six drawn, all alike.
    #expect(report.estimates?.population == 6 && report.estimates?.drawn == 4)
    #expect(report.estimates?.prevalence.map(\.share.value) == [1, 0, 0])
    let annotators = try bench.table(Catalogue.Report.annotators)
    #expect(try annotators.strings("annotator").strings == ["ana", "ben"] && annotators.int64s("votes") == [4, 4])
    #expect(try bench.table(Catalogue.Report.confusion).rowCount == 0)
    let page = String(decoding: try Files.read(bench.scope().path(Catalogue.Report.page)), as: UTF8.self)
    #expect(page.hasPrefix("<!DOCTYPE html>") && page.contains("bench"))
  }

  @Test func aSecondReportTellsOfTheModelByClass() async throws {
    let setup = try bench.setup()
    _ = try await report(setup) { _ in "dent" }
    let report = try await report(setup, 1) { _ in "clean" }
    #expect(report.learningCurve.map(\.iteration) == [0, 1] && report.learningCurve.map(\.trainedOn) == [0, 4])
    #expect(report.labels.total == 6 && report.batch?.size == 2)
    #expect(report.cost.total == 3 && report.cost.iterationTotal == 1)
    #expect(report.cost.soFar.map(\.votes) == [6, 6])
    // The classes stand in the order of their names, with the figures of their own.
    let classes = try bench.table(Catalogue.Report.classes, 1)
    #expect(try classes.strings("class").strings == ["clean", "dent", "scratch"])
    #expect(try classes.optionalInt64s("holdout") == [1, 2, 1])
    #expect(try classes.optionalDoubles("precision") == [1, 1, 0.5])
    #expect(try classes.optionalDoubles("recall") == [1, 0.5, 1])
    #expect(try classes.int64s("labels") == [2, 4, 0] && classes.int64s("batch") == [2, 0, 0])
    let confusion = try bench.table(Catalogue.Report.confusion, 1)
    let wrong = try zip(confusion.strings("expected").strings, confusion.strings("predicted").strings)
      .enumerated().filter { try confusion.int64s("images")[$0.offset] > 0 }
      .map { "\($0.element.0) \($0.element.1)" }
    #expect(wrong == ["clean clean", "dent dent", "dent scratch", "scratch scratch"])
    #expect(report.model?.confusion == [[1, 0, 0], [1, 1, 0], [0, 0, 1]])
    #expect(abs((report.model?.macroF1.value ?? 0) - (2.0 / 3 + 2.0 / 3 + 1) / 3) < 1e-12)
    // The first model has none before it; nothing is left to ask about but the two images of the batch.
    let settling = try #require(report.learningCurve.last?.settling)
    #expect(settling.sample == 6 && settling.unknown == .tooEarly && settling.unlabelled == 2)
    #expect((settling.uncertainty ?? 0) > 0.5 && report.learningCurve.first?.settling == nil)
    #expect(report.stopHistory?.map(\.kind) == [.plateau, .agreement, .classificationChange, .uncertainty, .budget])
    #expect(report.stopHistory?.allSatisfy { $0.iteration == nil } == true && report.forecast == nil)
    // The pool ends here: the two images that were left are in the batch.
    #expect(report.estimates?.population == 2 && report.batch?.labelled == 2)
  }

  @Test func aReviewIsPaidAsOneAndTheBudgetEndsTheWork() async throws {
    let setup = try bench.setup(
      ["budget": "{total: 4, currency: USD}"],
      stages: ["seed": "{size: 2}", "ingest": "{tiebreak: none, escalate: [disagreement]}"])
    let stages = try stages(setup, 0)
    try await bench.run(stages)
    try bench.answer("first.csv") { who, _ in (who == "ana" ? "dent" : "clean", "") }
    #expect(try await bench.run(stages).waiting?.round == 2)
    try bench.answer("second.csv", round: 2) { _, _ in ("dent", "") }
    try await bench.run(stages)
    let report = try QualityFile.read(bench.scope().path(Catalogue.Report.quality))
    #expect(
      report.cost.iteration.map { "\($0.purpose.rawValue) \($0.senior) \($0.votes)" }
        == ["labelling false 2", "labelling true 2", "adjudication true 2"])
    #expect(report.batch?.reviewed == 2 && report.disagreement.map(\.differing) == [2])
    #expect(report.labels.decidedBy == [CountSection(name: "majority", count: 2)])
    let budget = report.stop.criteria.first { $0.kind == .budget }
    // Spent 1.5 of 4; the next two images cost four votes and two reviews at the most.
    #expect(budget?.asked == 4 && report.cost.total == 1.5 && report.stop.stop == false)
  }

  @Test func modelsThatSayTheSameEndTheWorkWhereTheSpecAsksForIt() async throws {
    let setup = try bench.setup(
      stages: [
        "seed": "{size: 2}",
        "report": "{stop_when: {macro_f1: 0.99, agreement: {rounds: 1}, classification_change: {}, uncertainty: {}}}",
      ])
    let first = try await report(setup) { _ in "dent" }
    #expect(first.stop.criteria.allSatisfy { !$0.met && ($0.kind == .budget || $0.found == nil) })
    let second = try await report(setup, 1) { _ in "clean" }
    let early = try #require(second.stop.criteria.first { $0.kind == .agreement })
    #expect(early.unknown == .tooEarly && early.unknownIteration == 1 && !second.stop.stop)
    // The program gives every image the same classes again.
    let third = try await report(setup, 2) { _ in "clean" }
    let point = try #require(third.learningCurve.last?.settling)
    #expect(point.images == 6 && point.kappa == 1 && point.changed == 0)
    let met = third.stop.criteria.filter { $0.met && $0.kind != .poolEnd }.map(\.kind)
    #expect(met == [.agreement, .classificationChange] && third.stop.stop)
    #expect(third.stop.criteria.first { $0.kind == .agreement }?.images == 6)
    let occasion = try #require(third.stopHistory?.first { $0.kind == .agreement })
    #expect(occasion.iteration == 2 && occasion.declared && occasion.saved == 0 && occasion.lost == 0)
    // What the earlier report said is taken as it stands.
    #expect(third.learningCurve.dropLast() == second.learningCurve[...])
    #expect(third.forecast?.outcome == .tooFewPoints && third.forecast?.points == 2)
    let page = String(decoding: try Files.read(bench.scope(2).path(Catalogue.Report.page)), as: UTF8.self)
    #expect(page.contains("not that the model is good") && page.contains("When it would have stopped"))
  }
}
