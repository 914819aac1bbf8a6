import Columnar
import Engine
import JSON
import Stages
import Testing

/// Which images are scored, which are candidates, and the message about how they came about.
@Suite struct ScoreStageTests {
  private let bench: Workbench
  /// Margins 0.1, 0.3, 0, 0.85; then an image that is labelled, one held out and a copy.
  private static let predictions: [(String, [Float])] = [
    ("a.png", [0.5, 0.4, 0.1]), ("b.png", [0.6, 0.3, 0.1]), ("c.png", [0.1, 0.45, 0.45]), ("d.png", [0.05, 0.05, 0.9]),
    ("e.png", [0.4, 0.3, 0.3]), ("f.png", [0.4, 0.3, 0.3]), ("g.png", [0.4, 0.3, 0.3]),
  ]

  init() throws { bench = try Workbench() }

  private func score(_ score: String, cluster: String = "{method: rank, batch: 3, candidates: 2x, shares: {random: 0}}")
    async throws -> JSONObject
  {
    let pool = [
      PoolRow(id: "a.png"), PoolRow(id: "b.png"), PoolRow(id: "c.png"), PoolRow(id: "d.png"), PoolRow(id: "e.png"),
      PoolRow(id: "f.png", role: "monitoring"), PoolRow(id: "g.png", bytes: "a.png", copyOf: "a.png"),
    ]
    let setup = try bench.setup(stages: ["score": "{measure: margin, probabilities: raw\(score)}", "cluster": cluster])
    try await bench.run([
      GivenStage.pool(pool), GivenStage.train(Self.predictions, settled: [("e.png", nil)]), ScoreStage(setup),
    ])
    return try bench.object(Catalogue.Score.figures)
  }

  @Test func whatMayBeAskedAboutIsScoredAndNothingElse() async throws {
    _ = try await score("")
    let scores = try bench.table(Catalogue.Score.scores)
    #expect(try scores.strings("image_id").strings == ["a.png", "b.png", "c.png", "d.png"])
    #expect(try scores.strings("predicted").strings == ["scratch", "scratch", "dent", "clean"])
    #expect(try scores.floats("probability") == [0.5, 0.6, 0.45, 0.9])
    for (found, margin) in zip(try scores.doubles("margin"), [0.1, 0.3, 0, 0.85]) {
      #expect(abs(found - margin) < 1e-6)
    }
    for (found, least) in zip(try scores.doubles("least_confidence"), [0.5, 0.4, 0.55, 0.1]) {
      #expect(abs(found - least) < 1e-6)
    }
    #expect(try scores.bools("passed") == [true, true, true, true])
  }

  @Test func aShortageIsFilledByTheNextInRankWhichDoNotPass() async throws {
    let figures = try await score(", below: 0.2")
    let candidates = try bench.table(Catalogue.Score.candidates)
    #expect(try candidates.int32s("rank") == [1, 2, 3])
    #expect(try candidates.strings("image_id").strings == ["c.png", "a.png", "b.png"])
    #expect(try candidates.bools("passed") == [true, true, false])
    #expect(try candidates.int32s("tied") == [1, 1, 1])
    #expect(try bench.table(Catalogue.Score.scores).bools("passed") == [true, false, true, false])
    #expect(figures["pool"] == .int(4) && figures["passed"] == .int(2) && figures["filled"] == .int(1))
    #expect(figures["cut"] == .int(0) && figures["candidates"] == .int(3))
    #expect(figures["cutoff_by"] == .string("threshold") && figures["cutoff_score"] == .double(0.2))
    #expect(figures["outside_threshold"] == .int(2) && figures["outside_top_probability"] == nil)
    #expect(
      bench.messages("score") == [
        "2 of 4 images are below 0.2; 1 of the 3 candidates are the next in rank, the last with margin 0.3"
      ])
  }

  @Test func whereTheCapCutsItDecides() async throws {
    let figures = try await score(
      ", below: 0.35", cluster: "{method: rank, batch: 1, candidates: 2x, shares: {random: 0}}")
    #expect(try bench.table(Catalogue.Score.candidates).strings("image_id").strings == ["c.png", "a.png"])
    #expect(figures["cut"] == .int(1) && figures["cutoff_by"] == .string("cap"))
    let score = try #require(figures["cutoff_score"]?.number)
    #expect(abs(score - 0.1) < 1e-6)
  }

  @Test(arguments: [("", "pool"), (", top_probability: [0.4, 0.7]", "top_probability")])
  func withoutAThresholdTheRangeOrThePoolEndsTheCandidates(_ rule: String, _ cutoff: String) async throws {
    let figures = try await score(rule, cluster: "{method: rank, batch: 2, candidates: 4x, shares: {random: 0}}")
    #expect(figures["cutoff_by"] == .string(cutoff) && figures["cut"] == .int(0))
    #expect(figures["outside_threshold"] == nil)
    #expect(figures["candidates"] == .int(rule.isEmpty ? 4 : 3))
  }

  @Test func equalScoresAreTiedAndTheDrawRanksThem() async throws {
    let twins: [(String, [Float])] = (0..<6).map { ("t\($0).png", [0.5, 0.3, 0.2]) }
    func ranked(_ seed: String) async throws -> [String] {
      let setup = try bench.setup(["random_seed": seed])
      try await bench.run([
        GivenStage.pool(twins.map { PoolRow(id: $0.0) }), GivenStage.train(twins), ScoreStage(setup),
      ])
      let candidates = try bench.table(Catalogue.Score.candidates)
      #expect(try candidates.int32s("tied") == [4, 4, 4, 4])
      return try candidates.strings("image_id").strings
    }
    let first = try await ranked("5")
    #expect(first.count == 4 && Set(first).count == 4)
    #expect(try await ranked("6") != first)
    #expect(try await ranked("5") == first)
  }
}
