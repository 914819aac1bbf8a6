import Columnar
import Engine
import JSON
import Stages
import Storage
import Testing

/// What a model is trained on, and what is taken of what it predicts: by a script that answers with a prepared table.
@Suite struct TrainStageTests {
  private let bench: Workbench

  init() throws {
    bench = try Workbench()
    let script = #"""
      here=$(dirname "$0")
      cp "$here/predictions.parquet" ../../predictions.parquet
      if [ -e "$here/figures.json" ]; then cp "$here/figures.json" ../../metrics.json; fi

      """#
    try bench.folder.write(Array(script.utf8), to: "train.sh")
  }

  /// Prepares what the model says, in whatever order.
  private func prepare(_ predictions: [(String, [Float])], tempered: [[Float]]? = nil) throws {
    let names = ["image_id", "probabilities"] + (tempered == nil ? [] : ["tempered"])
    func lists(_ rows: [[Float]]) -> Column {
      .floatLists(
        values: rows.flatMap(\.self), offsets: rows.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1.count) })
    }
    try TableIO.write(
      Table(
        schema: TableSchema(
          "answer", key: [], "", columns: names.map { ColumnSchema($0, $0 == "image_id" ? .string : .list(.float)) }),
        columns: [.strings(predictions.map(\.0)), lists(predictions.map(\.1))] + (tempered.map { [lists($0)] } ?? [])),
      to: "\(bench.folder.path)/predictions.parquet")
  }

  /// An iteration with labels, and the stages of the next; all images have vectors but those that are named.
  private func stages(
    _ labels: [LabelRow], pool: [PoolRow], known: [(String, String, String)] = [], without: Set<String> = []
  ) async throws -> [any Stage] {
    try await bench.run([GivenStage.pool(pool), GivenStage.labels(labels), GivenStage.seal])
    let vectors = pool.filter { !without.contains($0.id) }.map { ($0.id, [Float(1), 2]) }
    return [
      try GivenStage.pool(pool, known: known), try GivenStage.embed(vectors, in: bench.directory),
      TrainStage(try bench.setup()),
    ]
  }

  @Test func onlyLabelsThatCountAndBelongToThePoolAreTrainedOn() async throws {
    let pool = [
      PoolRow(id: "a.png", group: "one"), PoolRow(id: "b.png"), PoolRow(id: "c.png"), PoolRow(id: "d.png"),
      PoolRow(id: "e.png", bytes: "other"), PoolRow(id: "f.png", role: "monitoring"), PoolRow(id: "g.png"),
      PoolRow(id: "i.png", bytes: "h.png"),
    ]
    let labels = [
      LabelRow(image: "a.png", label: "dent"), LabelRow(image: "b.png", label: "dent", weight: 0),
      LabelRow(image: "c.png", label: "clean", weight: 0.5),
      LabelRow(image: "d.png", label: nil, weight: 0, decidedBy: "cannot_tell"),
      LabelRow(image: "e.png", label: "scratch"), LabelRow(image: "f.png", label: "scratch"),
      LabelRow(image: "g.png", label: "scratch"), LabelRow(image: "h.png", label: "scratch"),
      LabelRow(image: "j.png", label: "scratch"),
    ]
    let stages = try await stages(labels, pool: pool, without: ["g.png"])
    try prepare(pool.filter { $0.id != "g.png" }.map { ($0.id, [0.5, 0.25, 0.25]) })
    try await bench.run(stages, 1)

    let training = try bench.table(Catalogue.Train.training, 1)
    #expect(try training.strings("image_id").strings == ["a.png", "c.png", "i.png"])
    #expect(try training.strings("label").strings == ["dent", "clean", "scratch"])
    #expect(try training.doubles("weight") == [1, 0.5, 1])
    #expect(try training.strings("group").strings == ["one", "c.png", "i.png"])
    let leftOut = try bench.table(Catalogue.Train.leftOut, 1)
    #expect(try leftOut.strings("image_id").strings == ["e.png", "f.png", "g.png", "j.png"])
    #expect(try leftOut.strings("reason").strings == ["changed", "held_out", "no_vector", "vanished"])
    let places = try bench.table(Catalogue.Train.places, 1)
    #expect(
      try zip(places.strings("image_id").strings, places.strings("place").strings).map { "\($0) \($1)" } == [
        "a.png stays", "b.png stays", "c.png stays", "d.png stays", "e.png changed", "f.png stays", "g.png stays",
        "h.png moved", "j.png vanished",
      ])
    #expect(
      bench.messages("train").first
        == "3 of 7 labels are trained on; 1 of them is handed on to the names that their bytes have now: h.png → i.png")
    #expect(bench.messages("train").contains("1 label is left out of training since its vector") == false)
    #expect(try bench.object(Catalogue.Train.metrics, 1)["trained_on"] == .int(3))
  }

  @Test func eachImageGetsTheRowThatNamesIt() async throws {
    let ids = ["a.png", "b.png", "c.png", "d.png"]
    let stages = try await stages([LabelRow(image: "a.png", label: "dent")], pool: ids.map { PoolRow(id: $0) })
    // A model may write its rows in any order.
    let rows: [(String, [Float])] = [
      ("c.png", [0, 0, 1]), ("a.png", [1, 0, 0]), ("d.png", [0.5, 0.5, 0]), ("b.png", [0, 1, 0]),
    ]
    try prepare(rows, tempered: rows.map { $0.1.map { $0 / 2 + 1.0 / 6 } })
    try await bench.run(stages, 1)
    let predictions = try bench.table(Catalogue.Train.predictions, 1)
    #expect(try predictions.strings("image_id").strings == ids)
    #expect(try predictions.floatLists("probabilities").values == [1, 0, 0, 0, 1, 0, 0, 0, 1, 0.5, 0.5, 0])
    let tempered = try predictions.floatLists("tempered").values
    #expect(abs(tempered[0] - 2.0 / 3) < 1e-6 && abs(tempered[11] - 1.0 / 6) < 1e-6)
  }

  @Test func theHoldoutIsMeasuredAndTheModelsOwnFiguresAreKept() async throws {
    let pool = [
      PoolRow(id: "a.png"), PoolRow(id: "m.png", role: "monitoring"), PoolRow(id: "n.png", role: "monitoring"),
      PoolRow(id: "x.png", role: "acceptance"),
    ]
    let stages = try await stages(
      [LabelRow(image: "a.png", label: "dent")], pool: pool,
      known: [("m.png", "dent", "monitoring"), ("n.png", "clean", "monitoring")])
    try bench.folder.write(Array(#"{"gpu_hours": 0.5}"#.utf8), to: "figures.json")
    // Of the acceptance set nothing is asked.
    try prepare([("a.png", [0, 1, 0]), ("m.png", [0, 1, 0]), ("n.png", [0, 1, 0])])
    try await bench.run(stages, 1)
    let metrics = try bench.object(Catalogue.Train.metrics, 1)
    #expect(metrics["hook"] == .object(["gpu_hours": .double(0.5)]))
    guard case .object(let holdout)? = metrics["holdout"], case .array(let confusion)? = holdout["confusion"] else {
      Issue.record("no holdout")
      return
    }
    #expect(
      confusion == [
        .array([.int(0), .int(0), .int(0)]), .array([.int(0), .int(1), .int(0)]), .array([.int(0), .int(1), .int(0)]),
      ])
  }

  @Test func withoutALabelNothingIsTrained() async throws {
    let stages = try await stages([LabelRow(image: "a.png", bytes: "old", label: "dent")], pool: [PoolRow(id: "a.png")])
    await #expect(
      throws: DataError.noLabels(
        iteration: 1, why: ["1 label is left out of training since other bytes have their names now: a.png"])
    ) { try await bench.run(stages, 1) }
  }

  @Test func anAnswerThatIsNoneIsRefusedByFileRowAndImage() async throws {
    let stages = try await stages(
      [LabelRow(image: "a.png", label: "dent")], pool: [PoolRow(id: "a.png"), PoolRow(id: "b.png")])
    // Messages count rows from 1.
    func row(_ row: Int, _ image: String, _ problem: DataError.HookRow) -> DataError {
      .hookRow(stage: "train", file: "predictions.parquet", row: row + 1, image: image, problem)
    }
    let sound: (String, [Float]) = ("b.png", [0.5, 0.25, 0.25])
    let cases: [([(String, [Float])], DataError)] = [
      ([sound, ("a.png", [0.5, 0.5])], row(1, "a.png", .classCount(expected: 3, found: 2))),
      ([sound, ("a.png", [0.5, 0.25, 0.5])], row(1, "a.png", .sum(1.25))),
      ([sound, ("a.png", [1.5, -0.25, -0.25])], row(1, "a.png", .outOfRange(position: 0, value: 1.5))),
      ([sound, ("a.png", [0.5, .nan, 0.5])], row(1, "a.png", .notFinite(position: 1))),
      ([sound, sound], row(1, "b.png", .repeatedImage)),
      (
        [sound],
        .hookMissesImages(stage: "train", file: "predictions.parquet", missing: 1, asked: 2, first: "a.png")
      ),
    ]
    for (answer, error) in cases {
      try prepare(answer)
      await #expect(throws: error) { try await bench.run(stages, 1) }
    }
  }
}
