import Columnar
import Engine
import Foundation
import Stages
import Storage
import Testing

/// What an embedder is asked for, and what is taken of what it answers: by a script that answers with a prepared table.
@Suite struct EmbedStageTests {
  private let bench: Workbench
  private var asked: String { "\(bench.folder.path)/asked.parquet" }

  init() throws {
    bench = try Workbench()
    let script = """
      here=$(dirname "$0")
      if grep -q '"fit"' "$WINNOW_REQUEST"; then echo fitted > ../../state/model; exit 0; fi
      cp ../../images-0.parquet "$here/asked.parquet"
      cp "$here/answer.parquet" ../../embeddings-0.parquet

      """
    try bench.folder.write(Array(script.utf8), to: "embed.sh")
  }

  /// Prepares an answer, in whatever order.
  private func prepare(_ vectors: [(String, [Float])]) throws {
    var offsets = [0]
    for (_, values) in vectors { offsets.append((offsets.last ?? 0) + values.count) }
    try TableIO.write(
      Table(
        schema: TableSchema("answer", key: [], "", columns: Tables.hookEmbeddings.columns),
        columns: [.strings(vectors.map(\.0)), .floatLists(values: vectors.flatMap(\.1), offsets: offsets)]),
      to: "\(bench.folder.path)/answer.parquet")
  }

  /// The images that the embedder was asked about since this was last asked; nil if it was not called.
  private func takeAsked() throws -> [String]? {
    guard Files.exists(asked) else { return nil }
    defer { unlinkFile(asked) }
    return try TableIO.read(asked, schema: Tables.hookImages).strings("image_id").strings
  }

  private func pool(_ ids: [String]) throws -> GivenStage { try .pool(ids.map { PoolRow(id: $0) }) }

  /// The vector of each image as the index and the store have it.
  private func vectors(_ iteration: Int) throws -> [String: [Float]] {
    let index = try bench.table(Catalogue.Embed.index, iteration)
    let parts = try index.strings("part")
    let rows = try index.int32s("row")
    return Dictionary(
      uniqueKeysWithValues: try index.strings("image_id").strings.enumerated().map { place, id in
        let part = try TableIO.read(bench.directory.path(parts[place]), schema: Tables.embeddings)
        let (values, offsets) = try part.floatLists("embedding")
        let row = Int(rows[place])
        return (id, Array(values[offsets[row]..<offsets[row + 1]]))
      })
  }

  @Test func onlyNewBytesAreAskedAbout() async throws {
    let setup = try bench.setup()
    try await bench.run([pool(["a.png", "b.png"]), GivenStage.seal])
    try prepare([("b.png", [3, 4]), ("a.png", [1, 2])])
    try await bench.run([pool(["a.png", "b.png"]), EmbedStage(setup), GivenStage.seal], 1)
    #expect(try takeAsked() == ["a.png", "b.png"])
    #expect(try vectors(1) == ["a.png": [1, 2], "b.png": [3, 4]])

    try prepare([("c.png", [5, 6])])
    let copy = PoolRow(id: "d.png", bytes: "a.png", copyOf: "a.png")
    let grown = try GivenStage.pool(["a.png", "b.png", "c.png"].map { PoolRow(id: $0) } + [copy])
    try await bench.run([grown, EmbedStage(setup), GivenStage.seal], 2)
    #expect(try takeAsked() == ["c.png"])
    #expect(try vectors(2) == ["a.png": [1, 2], "b.png": [3, 4], "c.png": [5, 6], "d.png": [1, 2]])
    #expect(bench.messages("embed").isEmpty)
    // What is there already stays where it is: one part more, of one vector.
    func places(_ iteration: Int) throws -> [String] {
      try bench.table(Catalogue.Embed.index, iteration).strings("part").strings
    }
    let (before, after) = (try places(1), try places(2))
    #expect(after.prefix(2) == before.prefix(2) && after[2] != before[0] && after[3] == before[0])
    let parts = try bench.scope(2).manifest.record("embed")?.outputs.filter(\.shared)
    #expect(parts?.map(\.rows) == [1])
  }

  @Test(arguments: [(true, true), (false, false)])
  func anotherSeedAsksForAllAnewWhereThereIsSomethingToFit(_ fit: Bool, _ isAsked: Bool) async throws {
    let embed = "{run: [sh, embed.sh], dimensions: 2, fit: \(fit)}"
    let given = try pool(["a.png", "b.png"])
    try prepare([("a.png", [1, 2]), ("b.png", [3, 4])])
    for (seed, expected) in [("5", true), ("6", isAsked), ("5", false)] {
      let setup = try bench.setup(["random_seed": seed], stages: ["embed": embed])
      try await bench.run([given, EmbedStage(setup)])
      #expect(try (takeAsked() != nil) == expected, "seed \(seed)")
    }
    // What was fitted is recorded among the outputs.
    let states = try bench.scope().manifest.record("embed")?.outputs.filter { $0.path.hasSuffix("/state/model") }
    #expect(states?.count == (fit ? 1 : 0))
  }

  @Test func anAnswerThatIsNoneIsRefusedByFileRowAndImage() async throws {
    let stages: [any Stage] = [try pool(["a.png", "b.png"]), EmbedStage(try bench.setup())]
    func row(_ row: Int, _ image: String, _ problem: DataError.HookRow) -> DataError {
      .hookRow(stage: "embed", file: "embeddings-0.parquet", row: row, image: image, problem)
    }
    let cases: [([(String, [Float])], DataError)] = [
      ([("a.png", [1, 2]), ("b.png", [1, 2, 3])], row(1, "b.png", .dimensions(expected: 2, found: 3))),
      ([("a.png", [1]), ("b.png", [1])], row(0, "a.png", .dimensions(expected: 2, found: 1))),
      ([("a.png", [1, 2]), ("b.png", [1, .nan])], row(1, "b.png", .notFinite(position: 1))),
      ([("a.png", [1, 2]), ("x.png", [1, 2])], row(1, "x.png", .unknownImage)),
      ([("a.png", [1, 2]), ("a.png", [1, 2])], row(1, "a.png", .repeatedImage)),
      (
        [("b.png", [1, 2])],
        .hookMissesImages(stage: "embed", file: "embeddings-0.parquet", missing: 1, asked: 2, first: "a.png")
      ),
    ]
    for (answer, error) in cases {
      try prepare(answer)
      await #expect(throws: error) { try await bench.run(stages) }
    }
    #expect(!Files.exists("\(bench.directory.iteration(0))/embed"))
  }
}
