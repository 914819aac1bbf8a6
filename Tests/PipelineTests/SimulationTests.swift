import Columnar
import Pipeline
import Stages
import Storage
import Testing

/// What selection is worth, over several random seeds.
@Suite struct SimulationTests {
  @Test func figuresAreSpreadOverTheSeeds() async throws {
    let small = try SmallPipeline(torn: false)
    let folder = try TestFolders.empty()
    var moved: [String] = []
    var options = Simulation.Options()
    (options.seeds, options.last, options.world) = (2, 1, .perfect)
    let outcome = try await Simulation(
      small.project(), truthPath: "\(small.path)/truth.csv", options: options, folder: folder
    ).run { moved.append($0) }
    let rows = outcome.rows
    #expect(rows.map(\.strategy) == ["spec", "spec", "random", "random"] && rows.map(\.iteration) == [0, 1, 0, 1])
    #expect(rows.allSatisfy { $0.seeds == 2 } && moved.count == 7, "\(moved)")
    #expect(outcome.wrongVotes == 0 && outcome.wrongLabels == 0 && outcome.annotators == "perfect")
    // One iteration with a model is no curve.
    #expect(outcome.savings.map(\.strategy) == ["spec"] && outcome.savings[0].training == nil)
    #expect(outcome.points.count == 8 && outcome.points.allSatisfy { $0.chain.count == 64 })
    let arms = ["random", "spec"].flatMap { ["\($0)-perfect-5", "\($0)-perfect-6"] }
    #expect(Set(try Files.list(folder)) == Set(["labels-5", "labels-6"] + arms))
    var spread = 0
    for row in rows {
      let shares = try [5, 6].compactMap { seed in
        try QualityFile.read(
          "\(folder)/\(row.strategy)-perfect-\(seed)/iterations/00\(row.iteration)/\(Catalogue.Report.quality.name)"
        ).batch?.defectShare
      }
      try #require(shares.count == 2)
      let found = try #require(row.defectShare)
      #expect(abs(found.mean - (shares[0] + shares[1]) / 2) < 1e-12)
      // Of two values the sample's deviation is their distance by the root of 2.
      #expect(abs(found.deviation - abs(shares[0] - shares[1]) / 2.squareRoot()) < 1e-12)
      if shares[0] != shares[1] { spread += 1 }
      #expect((row.labels == nil) == (row.iteration == 0) && (row.macroF1 == nil) == (row.iteration == 0))
    }
    #expect(spread > 0)
    // Both strategies have the same holdouts, and the second draws all of its batches.
    let chosen = try shares("\(folder)/spec-perfect-5/iterations/001/cluster/selection.parquet")
    #expect(chosen.count == 5 && chosen.count { $0 == "random" } == 1)
    #expect(
      try shares("\(folder)/random-perfect-5/iterations/001/cluster/selection.parquet")
        == Array(repeating: "random", count: 5))
    #expect(try small.read("labels/monitoring.csv") == SmallPipeline.csv(Array(SmallPipeline.images[24...26])))
  }

  @Test func armsOfAnyStrategyGoOnWhereTheyWere() async throws {
    let small = try SmallPipeline(torn: false)
    let folder = try TestFolders.empty()
    var options = Simulation.Options()
    (options.seeds, options.last, options.world) = (1, 2, .wrong(0.5))
    options.strategies = try ["rank", "direct", "random"].compactMap { try SimulatedStrategy($0) }
    func run() async throws -> (outcome: Simulation.Outcome, moved: [String]) {
      var moved: [String] = []
      let simulation = try Simulation(
        small.project(), truthPath: "\(small.path)/truth.csv", options: options, folder: folder)
      return (try await simulation.run { moved.append($0) }, moved)
    }
    let (first, moved) = try await run()
    #expect(moved.count { $0.contains("of 3: ") } == 3, "\(moved)")
    #expect(first.savings.map(\.strategy) == ["rank", "direct"] && first.savings.allSatisfy { $0.training != nil })
    #expect(first.annotators == "wrong=0.5")
    // Half of the votes are drawn out of the classes, so some of these are right by chance.
    let votes = try #require(first.wrongVotes)
    #expect(votes > 0.05 && votes < 0.6, "\(votes)")
    #expect(first.points.map(\.strategy).count == 9)
    let sealed = try Files.walk(folder).count
    let (again, _) = try await run()
    #expect(again.points.map(\.chain) == first.points.map(\.chain))
    #expect(again.savings.map(\.training) == first.savings.map(\.training))
    #expect(try Files.walk(folder).count == sealed)

    // What was sealed under another spec does not pass for this one's.
    var spec = try small.project().spec
    spec.stages.train.regularization = 0.5
    let other = Simulation(
      Project(try small.project(), spec: spec, data: "\(folder)/own"), truthPath: "\(small.path)/truth.csv",
      options: options, folder: folder)
    await #expect(throws: SimulationFolderError.otherSpec(path: "\(folder)/rank-wrong=0.5-5")) {
      _ = try await other.run { _ in }
    }
  }

  @Test func aWorldIsItsRulesAndItsPeople() throws {
    let small = try SmallPipeline(torn: false)
    let spec = try small.project().spec
    #expect(LabellingWorld("panel") == .panel && LabellingWorld("wrong=0.1") == .wrong(0.1))
    #expect(LabellingWorld("wrong=2") == nil && LabellingWorld("wrong") == nil && LabellingWorld("Panel") == nil)
    for word in ["panel", "single", "perfect", "wrong=0.25"] { #expect(LabellingWorld(word)?.name == word) }
    #expect(LabellingWorld.panel.rules(spec) == spec && LabellingWorld.perfect.rules(spec) == spec)
    for world in [LabellingWorld.single, .wrong(0.1)] {
      let rules = world.rules(spec)
      #expect(rules.stages.export.annotatorsPerImage == 1 && rules.stages.ingest.escalate.isEmpty)
      #expect(rules.annotators.allSatisfy { !$0.senior } && !rules.annotators.isEmpty)
    }
  }

  private func shares(_ path: String) throws -> [String] {
    try TableIO.read(path, schema: Tables.selection.selecting(["share"])).strings("share").strings
  }
}
