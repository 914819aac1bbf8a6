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
    let rows = try await Simulation(
      small.project(), truthPath: "\(small.path)/truth.csv", seeds: 2, last: 1, perfect: true, folder: folder
    ).run { moved.append($0) }
    #expect(rows.map(\.strategy) == [.spec, .spec, .random, .random] && rows.map(\.iteration) == [0, 1, 0, 1])
    #expect(rows.allSatisfy { $0.seeds == 2 } && moved.count == 5)
    #expect(Set(try Files.list(folder)) == ["labels-5", "labels-6", "random-5", "random-6", "spec-5", "spec-6"])
    var spread = 0
    for row in rows {
      let shares = try [5, 6].compactMap { seed in
        try QualityFile.read(
          "\(folder)/\(row.strategy.rawValue)-\(seed)/iterations/00\(row.iteration)/\(Catalogue.Report.quality.name)"
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
    let chosen = try shares("\(folder)/spec-5/iterations/001/cluster/selection.parquet")
    #expect(chosen.count == 5 && chosen.count { $0 == "random" } == 1)
    #expect(
      try shares("\(folder)/random-5/iterations/001/cluster/selection.parquet") == Array(repeating: "random", count: 5))
    #expect(try small.read("labels/monitoring.csv") == SmallPipeline.csv(Array(SmallPipeline.images[24...26])))
  }

  private func shares(_ path: String) throws -> [String] {
    try TableIO.read(path, schema: Tables.selection.selecting(["share"])).strings("share").strings
  }
}
