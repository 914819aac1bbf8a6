import Engine
import Pipeline
import Storage
import Testing

/// A sealed iteration that is run again in a folder of its own.
@Suite struct ReproductionTests {
  private func reproduce(_ small: SmallPipeline, _ number: Int) async throws -> Reproduction.Statement? {
    try await Reproduction(small.project(), scratch: TestFolders.empty()).run(number, progress: SilentProgress())
  }

  private func outcomes(_ statement: Reproduction.Statement) -> [String: Reproduction.Outcome] {
    Dictionary(uniqueKeysWithValues: statement.stages.map { ($0.stage, $0.outcome) })
  }

  @Test func theSameInputsGiveTheSameBytesAndTheSameChain() async throws {
    let small = try await PreparedPipelines.shared()
    for number in [0, 1] {
      let statement = try #require(try await reproduce(small, number))
      #expect(statement.isReproduced && statement.reproducedChain == statement.chain)
      #expect(statement.stages.allSatisfy { $0.outcome == .bytes && $0.files.isEmpty }, "\(outcomes(statement))")
      let sealed = try Iteration(small.directory(), number).manifest()?.sealed?.chain
      #expect(statement.chain == sealed && statement.iteration == number)
      let hooks = statement.stages.compactMap(\.hook)
      #expect(hooks == (number == 0 ? [] : ["sh embed.sh", "sh train.sh"]))
    }
    #expect(try await reproduce(small, 2) == nil)
    #expect(try await reproduce(PreparedPipelines.withBatchOut(), 1) == nil)
  }

  @Test func anotherProgramThatGivesTheSameIsReportedAndTheContentStands() async throws {
    let small = try await PreparedPipelines.sealedTwice()
    try small.write(try small.read("train.sh") + "# another\n", to: "train.sh")
    let statement = try #require(try await reproduce(small, 1))
    let train = try #require(statement.stages.first { $0.stage == "train" })
    #expect(train.outcome == .content && train.changes.map(\.name) == ["hook file train.sh"])
    #expect(train.files.isEmpty && statement.isReproduced && statement.reproducedChain == statement.chain)
    #expect(outcomes(statement)["cluster"] == .bytes)
  }

  @Test func otherPredictionsAreTheModelsAndWhatFollowsHasOtherInputs() async throws {
    let small = try await PreparedPipelines.sealedTwice()
    try small.writePredictions(least: SmallPipeline.images[11])
    let statement = try #require(try await reproduce(small, 1))
    let found = outcomes(statement)
    #expect(found["pool"] == .bytes && found["amend"] == .bytes && found["embed"] == .bytes)
    #expect(found["train"] == .differs && found["score"] == .inputs && !statement.isReproduced)
    #expect(statement.stages.first { $0.stage == "train" }?.files.contains("predictions.parquet") == true)
    // People cannot answer another batch.
    #expect(found["report"] == .notReached && statement.reproducedChain == nil)
  }

  @Test func imagesOfNowAreNotThoseOfThen() async throws {
    let small = try await PreparedPipelines.sealedTwice()
    let image = SmallPipeline.images[30]
    try small.write(try Files.read("\(small.path)/images/\(image)") + [1], to: "images/\(image)")
    let statement = try #require(try await reproduce(small, 0))
    let pool = try #require(statement.stages.first { $0.stage == "pool" })
    #expect(pool.outcome == .inputs && pool.changes.map(\.name).contains("input images"))
    #expect(pool.files.contains("pool.parquet") && !statement.isReproduced)
  }
}
