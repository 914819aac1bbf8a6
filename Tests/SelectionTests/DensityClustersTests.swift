import Selection
import Testing

/// DBSCAN as it is written down, row after row in the order of keys.
private func reference(_ input: StrategyInput, squaredRadius: Double, minimum: Int) -> [Int32] {
  let order = StrategyCases.byKey(input)
  func neighbours(_ row: Int) -> [Int] {
    order.filter {
      Double(StrategyCases.squared(input.vectors, row, input.vectors, $0, input.dimensions)) <= squaredRadius
    }
  }
  let near = input.keys.indices.map(neighbours)
  var clusters = [Int32](repeating: -1, count: input.keys.count)
  var next: Int32 = 0
  for row in order where clusters[row] < 0 && near[row].count >= minimum {
    var open = [row]
    clusters[row] = next
    while let at = open.popLast() {
      guard near[at].count >= minimum else { continue }
      for other in near[at] where clusters[other] < 0 {
        clusters[other] = next
        open.append(other)
      }
    }
    next += 1
  }
  return clusters
}

struct DensityClustersTests {
  @Test(arguments: StrategyCases.Kind.allCases, [1 << 25, 0])
  func clustersAreThoseOfTheTextbook(kind: StrategyCases.Kind, stored: Int) throws {
    for (rows, radius, minimum) in [
      (1, 1, 1), (1, 1, 5), (90, 1, 4), (200, 0.8, 3), (200, 1.5, 6), (200, 0, 2), (120, -1, 1), (60, 1e9, 5),
    ] as [(Int, Float, Int)] {
      let input = StrategyCases.input(kind, rows, 2, seed: UInt64(rows + minimum))
      var strategy = DensityClusters(radius: radius, minimum: minimum)
      strategy.storedPairs = stored
      let choice = try strategy.choose(rows, from: input)
      let squared = radius > 0 ? Double(radius) * Double(radius) : 0
      #expect(
        choice.clusters == reference(input, squaredRadius: squared, minimum: minimum), "\(kind), \(rows), \(radius)")
    }
  }

  @Test func aBorderBelongsToTheClusterOfTheSmallerKey() throws {
    // The point at 1 is near the core points at 0 and 2, and none itself.
    let vectors: [Float] = [-1, -0.5, 0, 1, 2, 2.5, 3]
    for (keys, expected) in [
      ([1, 2, 3, 4, 5, 6, 7], [0, 0, 0, 0, 1, 1, 1]), ([7, 6, 5, 4, 3, 2, 1], [1, 1, 1, 0, 0, 0, 0]),
    ]
      as [([UInt64], [Int32])]
    {
      let input = StrategyInput(keys: keys, vectors: vectors, dimensions: 1, draw: StrategyCases.draw)
      #expect(try DensityClusters(radius: 1, minimum: 4).choose(2, from: input).clusters == expected)
    }
  }

  /// More points than a cell has.
  @Test func cellsDoNotShow() throws {
    let input = StrategyCases.input(.blobs, 1000, 2, seed: 12)
    let choice = try DensityClusters(radius: 0.4, minimum: 5).choose(10, from: input)
    #expect(choice.clusters == reference(input, squaredRadius: Double(Float(0.4)) * Double(Float(0.4)), minimum: 5))
  }

  @Test func clustersAndRareImagesTakeTurns() throws {
    let input = StrategyCases.input(.blobs, 300, 2, seed: 4)
    let radius: Float = 0.6
    let choice = try DensityClusters(radius: radius, minimum: 4).choose(300, from: input)
    let count = Int(choice.clusters.max() ?? -1) + 1
    let rare = choice.clusters.indices.filter { choice.clusters[$0] < 0 }
    #expect(count > 4 && rare.count > count)
    let order = StrategyCases.byKey(input)
    let members = (0..<count).map { cluster in order.filter { Int(choice.clusters[$0]) == cluster } }
    for (cluster, rows) in members.enumerated() {
      for dimension in 0..<2 {
        let mean = rows.reduce(0.0) { $0 + Double(input.vectors[$1 * 2 + dimension]) } / Double(rows.count)
        #expect(choice.centroids[cluster * 2 + dimension] == Float(mean))
      }
      for row in rows {
        let distance = StrategyCases.squared(input.vectors, row, choice.centroids, cluster, 2).squareRoot()
        #expect(choice.distances[row] == distance)
      }
    }
    let largest = members.indices.sorted { (-members[$0].count, $0) < (-members[$1].count, $1) }
    var expected: [Int] = []
    for turn in 0..<rare.count {
      if turn < count {
        let rows = members[largest[turn]]
        expected += rows.min { choice.distances[$0] < choice.distances[$1] }.map { [$0] } ?? []
      }
      expected.append(rare[turn])
    }
    #expect(Array(choice.picks.prefix(expected.count)) == expected)
    #expect(Array(choice.picks.dropFirst(expected.count)) == (0..<300).filter { !expected.contains($0) })
    #expect(rare.allSatisfy { choice.distances[$0].isNaN })
  }

  @Test func theRadiusIsWhereTheCurveBends() throws {
    // Ten rows a step of 1 apart, and five far from everything and each other: the curve is 1 ten times, then steep.
    let vectors = (0..<10).map { Float($0) } + [100, 220, 360, 520, 700]
    let input = StrategyInput(
      keys: StrategyCases.keys(15), vectors: vectors, dimensions: 1, draw: StrategyCases.draw)
    #expect(try DensityClusters(minimum: 2).squaredRadius(for: input) == 1)
    #expect(try DensityClusters(minimum: 1).squaredRadius(for: input) == 0)
    let choice = try DensityClusters(minimum: 2).choose(6, from: input)
    #expect(choice.clusters == [Int32](repeating: 0, count: 10) + [Int32](repeating: -1, count: 5))
    #expect(Set(choice.picks.dropFirst()) == Set(10..<15))
    let equal = StrategyCases.input(.equal, 9, 2)
    #expect(try DensityClusters().squaredRadius(for: equal) == 0)
    #expect(try DensityClusters().choose(3, from: equal).clusters.allSatisfy { $0 == 0 })
  }
}
