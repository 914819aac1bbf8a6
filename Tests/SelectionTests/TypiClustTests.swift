import Selection
import Testing

/// The authors' loop over a clustering that is given, with the paper's distances.
private func reference(
  _ input: StrategyInput, _ count: Int, clusters: [Int], labelledClusters: [Int], neighbours: Int
) -> [Int] {
  let order = StrategyCases.byKey(input)
  let numbers = Set(clusters).sorted()
  let size = numbers.map { number in (clusters + labelledClusters).filter { $0 == number }.count }
  let known = numbers.map { number in labelledClusters.filter { $0 == number }.count }
  let first = numbers.map { number in order.firstIndex { clusters[$0] == number } ?? 0 }
  let turns = numbers.indices.sorted {
    (size[$0] <= 5 ? 1 : 0, known[$0], -size[$0], first[$0]) < (size[$1] <= 5 ? 1 : 0, known[$1], -size[$1], first[$1])
  }
  var left = Set(order)
  var picks: [Int] = []
  for small in [false, true] {
    while picks.count < count {
      let before = picks.count
      for turn in turns where (size[turn] <= 5) == small && picks.count < count {
        let members = order.filter { clusters[$0] == numbers[turn] && left.contains($0) }
        guard !members.isEmpty else { continue }
        let width = max(1, min(neighbours, members.count / 2))
        let means = members.map { member in
          members.filter { $0 != member }.map {
            Double(StrategyCases.squared(input.vectors, member, input.vectors, $0, input.dimensions)).squareRoot()
          }.sorted().prefix(width).reduce(0, +) / Double(width)
        }
        guard let place = means.indices.first(where: { means[$0] == means.min() }) else { continue }
        picks.append(members[place])
        left.remove(members[place])
      }
      if picks.count == before { break }
    }
  }
  return picks
}

struct TypiClustTests {
  @Test(arguments: [StrategyCases.Kind.grid, .blobs, .repeats])
  func picksWhatTheAuthorsLoopPicks(kind: StrategyCases.Kind) throws {
    for (rows, labelled, maxClusters, neighbours, count) in [
      (60, 0, 500, 20, 12), (150, 10, 500, 20, 30), (150, 40, 12, 5, 60), (200, 0, 3, 20, 150), (90, 6, 5, 1, 90),
      (260, 3, 2, 4, 255),
    ] {
      let input = StrategyCases.input(kind, rows, 3, labelled: labelled, seed: UInt64(rows + count))
      let strategy = TypiClust(maxClusters: maxClusters, neighbours: neighbours)
      let choice = try strategy.choose(count, from: input)
      let centroids = choice.centroids.count / 3
      #expect(centroids == min(labelled + count, maxClusters, rows + labelled))
      // k-means ends within its iterations on so few points: every labelled image is with its nearest centroid.
      let ofLabelled = (0..<labelled).map { row in
        (0..<centroids).min {
          let (a, b) = (
            StrategyCases.squared(input.labelled, row, choice.centroids, $0, 3),
            StrategyCases.squared(input.labelled, row, choice.centroids, $1, 3)
          )
          return (a, $0) < (b, $1)
        } ?? 0
      }
      let expected = reference(
        input, count, clusters: choice.clusters.map { Int($0) }, labelledClusters: ofLabelled, neighbours: neighbours)
      // Between equal vectors in clusters of their own the nearest centroid does not tell which is whose.
      if kind == .blobs { #expect(choice.picks == expected, "\(kind), \(rows), \(labelled)") }
      if kind != .blobs && labelled == 0 { #expect(choice.picks == expected, "\(kind), \(rows), \(labelled)") }
    }
  }

  @Test func clustersWithALabelWait() throws {
    // Three places of ten; the largest has a label.
    var input = StrategyInput(
      keys: StrategyCases.keys(32),
      vectors: (0..<32).map { Float($0 < 12 ? 0 : $0 < 22 ? 100 : 200) + Float($0 % 10) / 10 },
      dimensions: 1, labelled: [0.5], draw: StrategyCases.draw)
    let strategy = TypiClust(maxClusters: 3)
    let places = try strategy.choose(3, from: input).picks.map {
      input.vectors[$0] < 50 ? 0 : input.vectors[$0] < 150 ? 1 : 2
    }
    #expect(Set(places.prefix(2)) == [1, 2])
    #expect(places[2] == 0)
    input.labelled = []
    let first = try strategy.choose(3, from: input).picks[0]
    #expect(first < 12)
  }
}
