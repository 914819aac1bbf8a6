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

  // MARK: Several embedders

  /// Two programs that answer with files of their own.
  private func prepareTwo(_ answers: [String: [(String, [Float])]]) throws {
    for (name, vectors) in answers {
      try prepare(vectors)
      try Files.publish("\(bench.folder.path)/answer.parquet", as: "\(bench.folder.path)/\(name)-answer.parquet")
      let script = """
        here=$(dirname "$0")
        cp ../../images-0.parquet "$here/\(name)-asked.parquet"
        cp "$here/\(name)-answer.parquet" ../../embeddings-0.parquet

        """
      try bench.folder.write(Array(script.utf8), to: "\(name).sh")
    }
  }

  private func takeAsked(of name: String) throws -> [String]? {
    let path = "\(bench.folder.path)/\(name)-asked.parquet"
    guard Files.exists(path) else { return nil }
    defer { unlinkFile(path) }
    return try TableIO.read(path, schema: Tables.hookImages).strings("image_id").strings
  }

  private static let two = "[{run: [sh, one.sh], dimensions: 2}, {run: [sh, two.sh], dimensions: 1}]"

  /// 64 in all, as much of it from each: (0, 6) and (8, 0) vary by 9 and 16 about their means, so 25; 1 and 3 by 1.
  @Test func vectorsStandSideBySideWithEqualVariances() async throws {
    let setup = try bench.setup(stages: ["embed": Self.two])
    try await bench.run([pool(["a.png", "b.png"]), GivenStage.seal])
    try prepareTwo(["one": [("a.png", [0, 8]), ("b.png", [6, 0])], "two": [("a.png", [1]), ("b.png", [3])]])
    try await bench.run([pool(["a.png", "b.png"]), EmbedStage(setup), GivenStage.seal], 1)
    let (one, two) = (Float((32.0 / 25).squareRoot()), Float(32.0.squareRoot()))
    #expect(try vectors(1) == ["a.png": [0, 8 * one, two], "b.png": [6 * one, 0, 3 * two]])
    let stored = try bench.scope(1).manifest.record("embed")?.outputs.filter(\.shared).map(\.path) ?? []
    #expect(Set(stored.map { $0.split(separator: "/")[1] }).count == 3, "kept and keyed apart: \(stored)")
    #expect(stored.count { $0.hasSuffix("scales.json") } == 1)

    // What there is stays, and the scale that was found with it.
    _ = try (takeAsked(of: "one"), takeAsked(of: "two"))
    try prepareTwo(["one": [("c.png", [60, 80])], "two": [("c.png", [5])]])
    try await bench.run([pool(["a.png", "b.png", "c.png"]), EmbedStage(setup), GivenStage.seal], 2)
    #expect(try takeAsked(of: "one") == ["c.png"] && takeAsked(of: "two") == ["c.png"])
    #expect(try vectors(2)["c.png"] == [60 * one, 80 * one, 5 * two])
    #expect(try vectors(2)["a.png"] == [0, 8 * one, two])
  }

  @Test func anEmbedderThatIsKnownIsNotAskedAgainWhereAnotherJoinsIt() async throws {
    let alone = try bench.setup(stages: ["embed": "{run: [sh, one.sh], dimensions: 2}"])
    try await bench.run([pool(["a.png", "b.png"]), GivenStage.seal])
    try prepareTwo(["one": [("a.png", [0, 8]), ("b.png", [6, 0])], "two": [("a.png", [1]), ("b.png", [3])]])
    let stages = [try pool(["a.png", "b.png"])]
    try await bench.run(stages + [EmbedStage(alone)], 1)
    #expect(try takeAsked(of: "one") != nil)
    let both = try bench.setup(stages: ["embed": Self.two])
    try await bench.run(stages + [EmbedStage(both)], 1)
    #expect(try takeAsked(of: "one") == nil && takeAsked(of: "two") != nil)
    let first = try vectors(1)
    // Another order is another vector.
    let turned = try bench.setup(stages: [
      "embed": "[{run: [sh, two.sh], dimensions: 1}, {run: [sh, one.sh], dimensions: 2}]"
    ])
    try await bench.run(stages + [EmbedStage(turned)], 1)
    #expect(try takeAsked(of: "one") == nil && takeAsked(of: "two") == nil)
    #expect(try vectors(1).mapValues { [$0[1], $0[2], $0[0]] } == first)
  }

  @Test func anImageThatOneEmbedderCannotSeeHasNoVector() async throws {
    try await bench.run([pool(["a.png", "b.png", "c.png"]), GivenStage.seal])
    try prepareTwo([
      "one": [("a.png", [0, 8]), ("b.png", [6, 0]), ("c.png", [1, 1])], "two": [("a.png", [1]), ("b.png", [3])],
    ])
    let script = """
      here=$(dirname "$0")
      cp "$here/two-answer.parquet" ../../embeddings-0.parquet
      cp "$here/broken.parquet" ../../broken-0.parquet

      """
    try bench.folder.write(Array(script.utf8), to: "two.sh")
    try TableIO.write(
      Table(schema: Tables.broken, columns: [.strings(["c.png"]), .strings(["too_dark"])]),
      to: "\(bench.folder.path)/broken.parquet")
    let setup = try bench.setup(
      ["pool": "{root: ., images: \"*.png\", broken_share: 0.5}"], stages: ["embed": Self.two])
    try await bench.run([pool(["a.png", "b.png", "c.png"]), EmbedStage(setup)], 1)
    #expect(try vectors(1).keys.sorted() == ["a.png", "b.png"])
    #expect(try bench.table(Catalogue.Embed.broken, 1).strings("reason").strings == ["too_dark"])
  }

  @Test func anAnswerThatIsNoneIsRefusedByFileRowAndImage() async throws {
    let stages: [any Stage] = [try pool(["a.png", "b.png"]), EmbedStage(try bench.setup())]
    // Messages count rows from 1.
    func row(_ row: Int, _ image: String, _ problem: DataError.HookRow) -> DataError {
      .hookRow(stage: "embed", file: "embeddings-0.parquet", row: row + 1, image: image, problem)
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
