import Selection
import Testing

struct ClusterStrategyTests {
  @Test(arguments: StrategyCases.Kind.allCases)
  func kMeansTakesTheNearestOfEachCluster(kind: StrategyCases.Kind) throws {
    let input = StrategyCases.input(kind, 150, 3, seed: 2)
    let choice = try KMeansStrategy(iterations: 7).choose(40, from: input)
    let result = try KMeans.cluster(
      input.vectors, dimensions: 3, clusters: 40, iterations: 7, draw: input.draw, pointKeys: input.keys, threads: 2)
    #expect(choice.picks == BatchSelection.representatives(of: result, keys: input.keys).sorted())
    #expect(choice.clusters == result.assignment)
    #expect(choice.distances == result.distances.map { $0.squareRoot() })
    #expect(choice.centroids == result.centroids)
  }

  @Test(arguments: StrategyCases.Kind.allCases)
  func theBestOfEachClusterIsTaken(kind: StrategyCases.Kind) throws {
    let input = StrategyCases.input(kind, 150, 3, seed: 2)
    let choice = try UncertainPerCluster().choose(40, from: input)
    #expect(choice.clusters == (try KMeansStrategy().choose(40, from: input)).clusters)
    let expected = (0..<40).compactMap { choice.clusters.firstIndex(of: $0) }
    #expect(choice.picks == expected.sorted())
    #expect(choice.picks.count == 40)
  }

  @Test(arguments: [0, 30])
  func theCoreSetIsTheGreedyOne(labelled: Int) throws {
    let input = StrategyCases.input(.repeats, 120, 4, labelled: labelled, seed: 3)
    let choice = try KCenterStrategy().choose(50, from: input)
    let found = try KCenterGreedy.select(
      candidates: input.vectors, labelled: input.labelled, dimensions: 4, keys: input.keys, batch: 50, draw: input.draw,
      threads: 1)
    #expect(choice.picks == found.picks)
    for (pick, squared) in zip(found.picks, found.distances) {
      #expect(squared.isInfinite ? choice.distances[pick].isNaN : choice.distances[pick] == squared.squareRoot())
    }
    #expect(choice.distances.filter { !$0.isNaN }.count == (labelled > 0 ? 50 : 49))
  }

  @Test func theHeadIsTheHead() throws {
    let input = StrategyInput(keys: [9, 8, 7, 6], draw: StrategyCases.draw)
    #expect(try HeadOfRanking().choose(3, from: input) == Choice(picks: [0, 1, 2]))
  }
}
