import Columnar
import Engine
import JSON
import Spec
import Stages
import Testing

/// How a batch is composed out of the tables of an iteration.
@Suite struct ClusterStageTests {
  private let bench: Workbench
  /// In the order of their margins, which is not that of their names.
  private static let margins: [(String, Float)] = [
    ("d.png", 0), ("a.png", 0.1), ("c.png", 0.2), ("b.png", 0.3), ("f.png", 0.4), ("e.png", 0.5),
  ]

  init() throws { bench = try Workbench() }

  /// Runs an iteration up to the batch.
  @discardableResult
  private func batch(
    _ cluster: String,
    of predictions: [(String, [Float])] = margins.map { ($0.0, [($0.1 + 1) / 2, (1 - $0.1) / 2, 0]) },
    groups: [String: String] = [:], vectors: [String: [Float]] = [:], settled: [(image: String, label: String?)] = [],
    fields: [String: String] = [:], iteration: Int = 0
  ) async throws -> StageSetup {
    let ids = predictions.map(\.0)
    let setup = try bench.setup(fields, stages: ["cluster": cluster])
    try await bench.run(
      [
        GivenStage.pool(ids.map { PoolRow(id: $0, group: groups[$0]) }),
        GivenStage.embed(ids.map { ($0, vectors[$0] ?? [1, 0]) }, in: bench.directory),
        GivenStage.train(predictions.sorted { $0.0 < $1.0 }, settled: settled), ScoreStage(setup), ClusterStage(setup),
      ], iteration)
    return setup
  }

  /// The batch in its order: image and share.
  private func picks(_ iteration: Int = 0) throws -> [String] {
    try SelectedImage.read(bench.scope(iteration).path(Catalogue.Cluster.selection)).map {
      "\($0.imageID) \($0.share)"
    }
  }

  /// A column by image.
  private func column<Value>(
    _ artifact: Artifact, _ iteration: Int = 0, _ read: (Table) throws -> [Value]
  ) throws -> [String: Value] {
    let table = try bench.table(artifact, iteration)
    return Dictionary(uniqueKeysWithValues: zip(try table.strings("image_id").strings, try read(table)))
  }

  @Test func theFirstInRankAreTakenWithTheirReceipts() async throws {
    try await batch("{method: rank, batch: 2, candidates: 2x, shares: {random: 0}}")
    #expect(try picks() == ["d.png uncertain", "a.png uncertain"])
    let selection = Catalogue.Cluster.selection
    #expect(try column(selection) { try $0.optionalInt32s("candidate_rank") } == ["d.png": 1, "a.png": 2])
    #expect(try column(selection) { try $0.optionalStrings("predicted") }["a.png"] == "scratch")
    #expect(try column(selection) { try $0.optionalDoubles("inclusion_probability") } == ["d.png": 1, "a.png": 1])
    // The cap cut: the last candidate's score is the line.
    let gaps = try column(selection) { try $0.optionalDoubles("gap") }
    #expect(abs(((gaps["d.png"] ?? 9) ?? 9) - 0.3) < 1e-6 && abs(((gaps["a.png"] ?? 9) ?? 9) - 0.2) < 1e-6)
    #expect(
      try column(Catalogue.Cluster.considered) { try $0.strings("fate").strings }
        == ["d.png": "picked", "a.png": "picked", "c.png": "not_chosen", "b.png": "not_chosen"])
  }

  @Test func aProductionRunGivesNoMoreThanItMay() async throws {
    try await batch(
      "{method: rank, batch: 3, candidates: 2x, shares: {random: 0}, per_group: 1}",
      groups: ["d.png": "one", "a.png": "one", "c.png": "two", "b.png": "one", "e.png": "two"])
    #expect(try picks() == ["d.png uncertain", "c.png uncertain", "f.png uncertain"])
    let fates = try column(Catalogue.Cluster.considered) { try $0.strings("fate").strings }
    #expect(fates["a.png"] == "group_cap" && fates["d.png"] == "picked")
    guard case .object(let cap)? = try bench.object(Catalogue.Cluster.figures)["per_group"] else {
      Issue.record("no cap")
      return
    }
    #expect(cap["limit"]?.number == 1)
  }

  @Test func theRandomShareIsDrawnFromWhatIsLeft() async throws {
    try await batch("{method: rank, batch: 4, candidates: 1x, shares: {random: 0.5}}")
    let found = try picks()
    #expect(found.prefix(2) == ["d.png uncertain", "a.png uncertain"])
    #expect(found.count == 4 && found.dropFirst(2).allSatisfy { $0.hasSuffix(" random") })
    #expect(Set(found.map { $0.prefix(5) }).count == 4)
    let probabilities = try column(Catalogue.Cluster.selection) { try $0.optionalDoubles("inclusion_probability") }
    #expect(probabilities.values.compactMap(\.self).sorted() == [0.5, 0.5, 1, 1])
    #expect(
      try bench.object(Catalogue.Cluster.figures)["random"] == .object(["images": .int(2), "of": .int(4)]))
  }

  @Test func clustersAreMadeOfTheVectorsOfTheirImages() async throws {
    // Two pairs, each apart in rank and in name.
    try await batch(
      "{method: kmeans, batch: 2, candidates: 2x, shares: {random: 0}}",
      vectors: ["d.png": [1, 0], "a.png": [1, 0.02], "c.png": [0, 1], "b.png": [0.02, 1]])
    let clusters = try column(Catalogue.Cluster.considered) { try $0.optionalInt32s("cluster") }
    #expect(clusters.count == 4 && clusters.values.allSatisfy { $0 != nil })
    #expect(clusters["d.png"] == clusters["a.png"] && clusters["c.png"] == clusters["b.png"])
    #expect(clusters["d.png"] != clusters["c.png"])
    let picked = try bench.table(Catalogue.Cluster.selection)
    #expect(try picked.optionalInt32s("cluster_size") == [2, 2] && picked.int32s("stands_for") == [2, 2])
  }

  @Test func aShareFarFromWhatIsLabelledTakesTheFarthest() async throws {
    var vectors = Dictionary(uniqueKeysWithValues: Self.margins.map { ($0.0, [Float(1), 0]) })
    vectors["e.png"] = [-1, 0.1]
    try await batch(
      "{method: rank, batch: 2, candidates: 1x, shares: {random: 0, diverse: 0.5}}", vectors: vectors,
      settled: [("f.png", "dent")])
    #expect(try picks() == ["d.png uncertain", "e.png diverse"])
  }

  @Test func aClassNotAskedAboutForTooLongIsAskedAbout() async throws {
    let pool = try GivenStage.pool([PoolRow(id: "a.png")])
    try await bench.run([pool, GivenStage.seal], 0)
    try await bench.run([pool, GivenStage.cluster([("a.png", "dent")]), GivenStage.seal], 1)
    try await bench.run([pool, GivenStage.cluster([("a.png", "scratch")]), GivenStage.seal], 2)
    let predictions: [(String, [Float])] = [
      ("a.png", [0.34, 0.33, 0.33]), ("b.png", [0.1, 0.8, 0.1]), ("c.png", [0.1, 0.1, 0.8]),
      ("d.png", [0.3, 0.6, 0.1]),
    ]
    // Within two iterations: in this one or the last, which asked about scratches alone.
    let cluster = "{method: rank, batch: 3, candidates: 2x, shares: {random: 0}, every_class_within: 2}"
    let setup = try await batch(cluster, of: predictions, iteration: 3)
    #expect(try picks(3) == ["b.png coverage", "c.png coverage", "a.png uncertain"])
    #expect(
      try column(Catalogue.Cluster.selection, 3) { try $0.optionalStrings("for_class") }
        == ["a.png": nil, "b.png": "dent", "c.png": "clean"])
    #expect(
      try ClusterStage(setup).externalInputs(bench.scope(3)).map(\.name) == ["002/cluster/selection.parquet"])
    // Within three: the one before asked about dents.
    try await batch(cluster.replacing("within: 2", with: "within: 3"), of: predictions, iteration: 3)
    #expect(try picks(3) == ["c.png coverage", "a.png uncertain", "d.png uncertain"])
  }

  @Test func aShadowIsRecordedBesideTheBatchAndChangesNothing() async throws {
    let predictions: [(String, [Float])] = [
      ("a.png", [0.5, 0.5, 0]), ("b.png", [0.4, 0.3, 0.3]), ("c.png", [0.9, 0.1, 0]),
    ]
    try await batch(
      "{method: rank, batch: 1, candidates: 2x, shares: {random: 0}, shadow: [{measure: entropy, method: rank}]}",
      of: predictions)
    #expect(try picks() == ["a.png uncertain"])
    let shadows = try bench.table(Catalogue.Cluster.shadows)
    #expect(try shadows.strings("image_id").strings == ["b.png"] && shadows.bools("in_batch") == [false])
    guard case .array(let figures)? = try bench.object(Catalogue.Cluster.figures)["shadows"],
      case .object(let figure)? = figures.first
    else {
      Issue.record("no figures")
      return
    }
    #expect(figure["strategy"] == .string("entropy/rank") && figure["overlap"]?.number == 0)
  }

  @Test func aSweepComposesUnderOtherRulesOutOfTheSameScores() async throws {
    let setup = try await batch("{method: rank, batch: 2, candidates: 2x, shares: {random: 0}}")
    let composer = BatchComposer(setup, scope: try bench.scope(), threads: 2)
    #expect(try composer.compose().candidates.candidates == 4)
    var fewer = setup.spec
    fewer.stages.cluster.candidates = 1
    let composed = try composer.compose(fewer)
    #expect(composed.candidates.candidates == 2 && composed.candidates.cut == 4)
    #expect(try composed.receipts().map(\.candidateRank) == [1, 2])
    var stricter = setup.spec
    stricter.stages.score.below = 0.05
    let filled = try composer.compose(stricter).candidates
    #expect(filled.passed == 1 && filled.filled == 1 && filled.candidates == 2)
    var entropy = setup.spec
    entropy.stages.score.measure = .entropy
    #expect(try composer.compose(entropy).receipts().first?.imageID == "d.png")
    var other = setup.spec
    other.stages.score.measure = .voteEntropy
    #expect(throws: DataError.measureNotScored(measure: "vote_entropy", scored: "margin")) {
      try composer.compose(other)
    }
  }

  @Test func aPoolThatIsTooSmallMakesASmallerBatchOrNone() async throws {
    try await batch("{method: rank, batch: 9, candidates: 2x, shares: {random: 0}}")
    #expect(try picks().count == 6)
    #expect(bench.messages("cluster") == ["the pool ends: 6 images are left, all in the batch (9 asked for)"])
    await #expect(throws: DataError.poolTooSmall(stage: "cluster", asked: 9, available: 6)) {
      try await batch("{method: rank, batch: 9, candidates: 2x, shares: {random: 0}, when_short: {uncertain: stop}}")
    }
  }
}
