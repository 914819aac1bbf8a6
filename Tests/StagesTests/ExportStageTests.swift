import Columnar
import Engine
import Labelling
import Stages
import Storage
import Testing

/// What is handed out, to whom, and what it may cost.
@Suite struct ExportStageTests {
  private let bench: Workbench

  init() throws { bench = try Workbench() }
  private init(bench: Workbench) { self.bench = bench }

  private static let pool = [
    PoolRow(id: "a.png"), PoolRow(id: "b.png"), PoolRow(id: "k.png", role: "calibration"), PoolRow(id: "x.png"),
  ]

  /// Hands out a batch of two images, in the order of `batch`.
  private func export(
    _ fields: [String: String] = [:], stages: [String: String] = [:], batch: [String] = ["b.png", "a.png"]
  ) async throws {
    let setup = try bench.setup(fields, stages: stages)
    try await bench.run([
      GivenStage.pool(Self.pool, known: [("k.png", "dent", "calibration")]), GivenStage.seed(batch),
      ExportStage(setup, round: 1, first: true),
    ])
  }

  @Test func everyImageIsAskedOfAsManyAsTheSpecSaysAndItsBytesAreOnRecord() async throws {
    try await export()
    let batch = try bench.table(Catalogue.Export.batch(1))
    let images = try batch.strings("image_id").strings
    #expect(Set(images) == ["a.png", "b.png"] && images.count == 2)
    for (image, rank) in zip(images, try batch.int32s("rank")) { #expect(rank == (image == "b.png" ? 1 : 2)) }
    #expect(try batch.strings("share").strings == ["seed", "seed"] && batch.bools("calibration") == [false, false])
    let asked = try bench.asked()
    #expect(asked.map { "\($0.image) \($0.who)" }.sorted() == ["a.png ana", "a.png ben", "b.png ana", "b.png ben"])
    // The name that a platform sees says nothing of the image.
    #expect(asked.allSatisfy { !$0.task.contains("png") })
    for (digest, asked) in zip(try bench.table(Catalogue.Export.assignments(1)).digests("sha256"), asked) {
      #expect(digest == PictureJoinTests.bytes(asked.image))
    }
    for who in ["ana", "ben"] {
      let file = try bench.scope().path(Artifact("export-1", ExportStage.payload(who, target: .csv)))
      let rows = try CSVFormat.parse(Files.read(file), file: file)
      #expect(Set(rows.compactMap(\.taskID)) == Set(asked.map(\.task)))
    }
  }

  @Test func calibrationImagesAreMixedInUnmarked() async throws {
    try bench.folder.write(Array("image,label\nk.png,dent\n".utf8), to: "calibration.csv")
    try await export(
      ["calibration": "{labels: calibration.csv}"],
      stages: ["export": "{to: csv, annotators_per_image: 2, calibration_per_session: 1}"])
    let batch = try bench.table(Catalogue.Export.batch(1))
    let row = try #require(try batch.strings("image_id").strings.firstIndex(of: "k.png"))
    #expect(try batch.bools("calibration")[row] && batch.strings("share").strings[row] == "calibration")
    #expect(try batch.int32s("rank")[row] == 0)
    #expect(try bench.asked().filter { $0.image == "k.png" }.map(\.who).sorted() == ["ana", "ben"])
    let file = try bench.scope().path(Artifact("export-1", ExportStage.payload("ana", target: .csv)))
    let text = String(decoding: try Files.read(file), as: UTF8.self)
    #expect(
      text.split(whereSeparator: \.isNewline).count == 4 && !text.contains("calibration") && !text.contains("dent"))
  }

  @Test func aBatchIsRefusedThatWouldBreakTheBudgetIfAllOfItWereReviewed() async throws {
    // Four votes, and two reviews, of a quarter each.
    await #expect(throws: DataError.overBudget(spent: 0, worstCase: 1.5, total: 1.49, currency: "USD")) {
      try await export(["budget": "{total: 1.49, currency: USD}"])
    }
    try await export(["budget": "{total: 1.5, currency: USD}"])
    // Where nothing is asked again, no money is kept for it.
    await #expect(throws: DataError.overBudget(spent: 0, worstCase: 1, total: 0.9, currency: "USD")) {
      try await Self(bench: Workbench()).export(
        ["budget": "{total: 0.9, currency: USD}"], stages: ["ingest": "{escalate: []}"])
    }
    try await Self(bench: Workbench()).export(
      ["budget": "{total: 1, currency: USD}"], stages: ["ingest": "{escalate: []}"])
  }

  @Test func anEmptyBatchAsksNobodyWhateverHasBeenSpent() async throws {
    try await export(["budget": "{total: 0, currency: USD}"], batch: [])
    #expect(try bench.table(Catalogue.Export.batch(1)).rowCount == 0)
    #expect(try bench.table(Catalogue.Export.assignments(1)).rowCount == 0)
  }

  @Test func anImageThatThePoolLacksIsRefused() async throws {
    do {
      try await export(batch: ["a.png", "y.png"])
      Issue.record("not refused")
    } catch DataError.imageMissing(let image, let file) {
      #expect(image == "y.png" && file.hasSuffix("pool/pool.parquet"))
    }
  }
}
