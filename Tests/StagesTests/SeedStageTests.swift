import Columnar
import Engine
import Imaging
import Stages
import Storage
import Testing

/// The first batch.
@Suite struct SeedStageTests {
  private let bench: Workbench

  init() throws { bench = try Workbench() }

  /// Four images of each of three production runs.
  private static let runs = ["one", "two", "three"].flatMap { (run: String) in
    (0..<4).map { PoolRow(id: "\(run)-\($0).png", group: run) }
  }

  @Test func aStratumIsOverSampledByItsOwnFactorAndTheProbabilitiesSayHow() async throws {
    let setup = try bench.setup(stages: ["seed": "{size: 4, by: group, oversample: {two: 3}}"])
    try await bench.run([GivenStage.pool(Self.runs), SeedStage(setup)])
    // The turns of a stratum are at ½, 3/2 …, those of weight 3 at 1/6, ½, 5/6: two of it before the others' second.
    let strata = try bench.table(Catalogue.Seed.strata)
    #expect(try strata.strings("stratum").strings == ["one", "three", "two"])
    #expect(try strata.doubles("factor") == [1, 1, 3] && strata.int64s("images") == [4, 4, 4])
    #expect(try strata.int64s("picked") == [1, 1, 2])
    let selection = try bench.table(Catalogue.Seed.selection)
    let groups = try selection.optionalStrings("group")
    #expect(groups.count == 4 && groups.count { $0 == "two" } == 2)
    #expect(try selection.int32s("rank").sorted() == [1, 2, 3, 4])
    for (group, probability) in zip(groups, try selection.optionalDoubles("inclusion_probability")) {
      #expect(probability == (group == "two" ? 0.5 : 0.25))
    }
    #expect(bench.messages("seed").isEmpty)
  }

  @Test func aStratumThatThereIsNotIsRefusedByItsNearestName() async throws {
    let setup = try bench.setup(stages: ["seed": "{size: 4, by: group, oversample: {twoo: 3}}"])
    do {
      try await bench.run([GivenStage.pool(Self.runs), SeedStage(setup)])
      Issue.record("not refused")
    } catch DataError.unknownStratum(let column, let value, let known, _) {
      #expect(column == "group" && value == "twoo" && known == ["two"])
    }
  }

  @Test func aSeedDrawnAgainForABrokenPictureTellsNoProbability() async throws {
    let names = (0..<6).map { "p\($0).png" }
    for (place, name) in names.enumerated() {
      let raster = try Raster(width: 2, height: 2, channels: 1, pixels: [UInt8(place), 0, 0, 0])
      try bench.folder.write(name == "p4.png" ? [1, 2, 3] : PNGWriter.encode(raster), to: "pool/\(name)")
    }
    let setup = try bench.setup(
      stages: ["seed": "{size: 5}", "embed": "{run: [winnow, hook, patch-embed], dimensions: 4, filters: 4}"])
    func draw(_ names: [String]) async throws -> Table {
      try await bench.run([GivenStage.pool(names.map { PoolRow(id: $0) }), SeedStage(setup)])
      return try bench.table(Catalogue.Seed.selection)
    }
    let whole = try await draw(names.filter { $0 != "p4.png" })
    #expect(try whole.optionalDoubles("inclusion_probability") == [1, 1, 1, 1, 1])
    #expect(try bench.table(Catalogue.Seed.broken).rowCount == 0)
    #expect(bench.messages("seed") == ["the pool ends: 5 images are left, all in the batch (5 asked for)"])

    let again = try await draw(names)
    let broken = try bench.table(Catalogue.Seed.broken)
    // Six of which five are drawn: with this seed the broken one is among them.
    #expect(try broken.strings("image_id").strings == ["p4.png"])
    #expect(try broken.strings("reason").strings == ["not_an_image"])
    #expect(try again.strings("image_id").strings == names.filter { $0 != "p4.png" })
    #expect(try again.optionalDoubles("inclusion_probability").allSatisfy { $0 == nil })
    #expect(
      bench.messages("seed").first
        == "1 (1 not_an_image) of the images drawn cannot be seen and were replaced by others")
  }

  /// Four pictures of one kind, two of another and one of a third; one that has no vector, and one that is held out.
  @Test func aFirstBatchThatCoversThePoolTakesOneOfEachKindAndIsEmbeddedOnce() async throws {
    let kinds = ["a": [1, 0, 0], "b": [0, 1, 0], "c": [0, 0, 1]] as [Character: [Float]]
    let names = ["a1", "a2", "a3", "a4", "b1", "b2", "c1", "held"]
    let script = """
      cp ../../images-0.parquet "$(dirname "$0")/asked.parquet"
      cp "$(dirname "$0")/answer.parquet" ../../embeddings-0.parquet
      cp "$(dirname "$0")/broken.parquet" ../../broken-0.parquet
      """
    try bench.folder.write(Array(script.utf8), to: "embed.sh")
    try TableIO.write(
      Table(
        schema: TableSchema("answer", key: [], "", columns: Tables.hookEmbeddings.columns),
        columns: [
          .strings(names),
          .floatLists(values: names.flatMap { kinds[$0.first ?? "c"] ?? [0, 0, 1] }, each: 3),
        ]), to: "\(bench.folder.path)/answer.parquet")
    try TableIO.write(
      Table(schema: Tables.broken, columns: [.strings(["lost"]), .strings(["truncated"])]),
      to: "\(bench.folder.path)/broken.parquet")
    let setup = try bench.setup(
      ["pool": "{root: pool, broken_share: 0.5}"],
      stages: [
        "seed": "{size: 3, by: coverage}", "embed": "{run: [/bin/sh, embed.sh], fit: false, dimensions: 3}",
      ])
    let rows = names.map { PoolRow(id: $0, role: $0 == "held" ? "monitoring" : "pool") } + [PoolRow(id: "lost")]
    try await bench.run([GivenStage.pool(rows), EmbedStage(setup), SeedStage(setup), GivenStage.seal])
    let selection = try bench.table(Catalogue.Seed.selection)
    // The more images a kind has, the more it adds.
    let ranks = try selection.int32s("rank")
    let picked = try zip(selection.strings("image_id").strings, ranks).sorted { $0.1 < $1.1 }.compactMap(\.0.first)
    #expect(picked == ["a", "b", "c"])
    #expect(try selection.optionalDoubles("inclusion_probability") == [1, 1, 1])
    #expect(try bench.table(Catalogue.Seed.broken).strings("image_id").strings == ["lost"])
    #expect(try bench.table(Catalogue.Seed.strata).int64s("images") == [7])
    #expect(bench.messages("seed") == ["the first batch covers all 7 images that can be seen"])

    unlinkFile("\(bench.folder.path)/asked.parquet")
    try await bench.run([GivenStage.pool(rows.dropLast()), EmbedStage(setup), GivenStage.seal], 1)
    #expect(!Files.exists("\(bench.folder.path)/asked.parquet"))
  }

  @Test func whatIsHeldOutOrACopyIsNotDrawn() async throws {
    let rows = [
      PoolRow(id: "a.png"), PoolRow(id: "b.png", role: "monitoring"), PoolRow(id: "c.png", copyOf: "a.png"),
      PoolRow(id: "d.png", role: "withheld"), PoolRow(id: "e.png"),
    ]
    try await bench.run([GivenStage.pool(rows), SeedStage(bench.setup())])
    #expect(try bench.table(Catalogue.Seed.selection).strings("image_id").strings == ["a.png", "e.png"])
  }
}
